package kindred

import (
	"fmt"
	"strings"

	"github.com/kindred-search/kindred/index/bitmap"
)

// why says for which part of a filter no paper passes it: the first that none
// passes alone.
func (e *Engine) why(v *view, f *Filter) string {
	alone := func(part Filter) bitmap.Bitmap {
		e.publishing.RLock()
		names := v.memory.sieve(v, &part)
		e.publishing.RUnlock()
		return v.passing(&part, names, nil)
	}
	for _, p := range []struct {
		part   Filter
		given  bool
		reason string
	}{
		{Filter{From: f.From, To: f.To}, !f.From.IsZero() || !f.To.IsZero(), "no paper was published " + span(f)},
		{Filter{Categories: f.Categories}, len(f.Categories) > 0, "no paper has category " + either(f.Categories)},
		{Filter{Authors: f.Authors}, len(f.Authors) > 0, "no paper has an author " + either(f.Authors)},
		{Filter{Venues: f.Venues}, len(f.Venues) > 0, "no paper has venue " + either(f.Venues)},
		{Filter{Organizations: f.Organizations}, len(f.Organizations) > 0, "no paper has organization " + either(f.Organizations)},
		{Filter{MinVotes: f.MinVotes}, f.MinVotes > 0, fmt.Sprintf("no paper has %d votes", f.MinVotes)},
		{Filter{HasRepository: f.HasRepository}, f.HasRepository != nil, "all papers are alike in having a repository or not"},
	} {
		if p.given && alone(p.part).Count() == 0 {
			if len(p.part.Categories) > 0 {
				return p.reason + e.commonest(v)
			}
			return p.reason
		}
	}
	return "each filter lets papers pass, and no paper passes all of them"
}

// tellNothing says why there is no result.
func (e *Engine) tellNothing(v *view, q *Query, passing bitmap.Bitmap, r *Result) {
	switch {
	case passing.Count() > 0:
		r.note("no paper has any word of the question")
	case !q.Filter.given() && q.library != nil:
		r.note("every paper that there is belongs to the library")
	case !q.Filter.given():
		r.note("no paper passes all that the question asks for in quotes, with a colon or with a minus sign")
	default:
		r.note("%s", e.why(v, &q.Filter))
	}
}

// commonest names some categories that there are.
func (e *Engine) commonest(v *view) string {
	counts := e.facets(v, []Facet{ByCategory}, v.live)[ByCategory]
	if len(counts) == 0 {
		return "; no paper has any category"
	}
	var names []string
	for _, c := range counts[:min(5, len(counts))] {
		names = append(names, c.Value)
	}
	return "; the commonest are " + strings.Join(names, ", ")
}

// given reports whether a filter asks for anything.
func (f *Filter) given() bool {
	return !f.From.IsZero() || !f.To.IsZero() || len(f.Categories)+len(f.Authors)+len(f.Venues)+len(f.Organizations)+f.MinVotes > 0 || f.HasRepository != nil
}

func span(f *Filter) string {
	switch {
	case f.From.IsZero():
		return fmt.Sprintf("by %s", f.To)
	case f.To.IsZero():
		return fmt.Sprintf("from %s on", f.From)
	}
	return fmt.Sprintf("from %s to %s", f.From, f.To)
}

// either quotes alternatives, some of many.
func either(values []string) string {
	const shown = 3
	var quoted []string
	for _, value := range values[:min(shown, len(values))] {
		quoted = append(quoted, fmt.Sprintf("%.60q", value))
	}
	if len(values) > shown {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, " or ")
}
