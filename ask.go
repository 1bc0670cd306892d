package kindred

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/models"
)

// asked is a query made ready for both indexes.
type asked struct {
	mode   Mode            // the one that runs
	words  *lexical.Search // nil without a text
	vector []float32       // of length 1; nil when only words are compared
	text   string          // what of the question is natural language

	voices  []voice            // in place of vector: the papers of a library
	said    map[uint32]verdict // what they said of candidates
	workers int                // goroutines in which they do
}

// ask takes a question apart, looks its words up, and embeds what it means.
func (e *Engine) ask(ctx context.Context, v *view, q *Query, l *lookup, r *Result) (asked, error) {
	if q.library != nil {
		return e.askLibrary(ctx, v, q, l, r)
	}
	a := asked{mode: q.Mode}
	if q.Text != "" {
		parsed := lexical.Parse(q.Text)
		if q.Plain {
			parsed = lexical.Plain(q.Text)
		}
		a.text = parsed.Text
		if q.Mode != Semantic || parsed.Restricts() || q.Snippets {
			begun := time.Now()
			a.words = v.words.Prepare(parsed)
			r.Timing.Words = time.Since(begun)
		}
	}
	pointed := len(q.Vector) > 0 || len(q.Like) > 0
	switch {
	case q.Mode == Lexical && pointed:
		return a, parameter("mode", string(q.Mode), "hybrid or semantic, because a vector or papers to be near to have no words")
	case q.Mode == Lexical:
		return a, nil
	case pointed && q.Mode == Hybrid:
		a.mode = Semantic // the text alone would speak for the whole question
	case a.text == "" && !pointed && q.Mode == Semantic:
		return a, parameter("q", q.Text, "a question beside what it asks of the papers")
	case a.text == "" && !pointed:
		a.mode = Lexical // operators alone
		return a, nil
	}
	if v.index == nil {
		own, err := e.models.own(e.o.OpenModel)
		if err != nil {
			return a, err
		}
		return a, otherModel(v.model, own.info)
	}
	var err error
	a.vector, err = e.direction(ctx, v, q, a.text, l.like, l.unlike, &r.Timing)
	if a.mode == Hybrid && errors.Is(err, embed.ErrNoTokens) {
		a.mode, err = Lexical, nil
		r.note("%s knows no word of the question, so it is answered by words alone", v.model.Name)
	}
	if err == nil && foreign(a.text) && v.model.Name == models.BuiltinName {
		r.note("%s is a model of English: what is of another script is compared by words and characters alone; `kindred model list` names others", v.model.Name)
	}
	return a, err
}

// foreign reports whether a third of the letters of a text, which may be most of
// what it says, are in no Latin or Greek script.
func foreign(text string) bool {
	letters, other := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.In(r, unicode.Latin, unicode.Greek) {
				other++
			}
		}
	}
	return 3*other > letters
}

// passing is the set of papers that pass the filter and the operators of the
// question. It must not be changed.
func (a *asked) passing(v *view, q *Query, names sieve, without []uint32) (bitmap.Bitmap, error) {
	set := v.passing(&q.Filter, names, without)
	if a.words == nil {
		return set, nil
	}
	also, err := a.words.Passing(v.slots())
	if err != nil || also == nil {
		return set, err
	}
	set = clone(set, v.slots())
	set.And(also)
	return set, nil
}

// total counts the papers that an answer chooses from.
func (a *asked) total(v *view, passing bitmap.Bitmap) (int, error) {
	if a.mode != Lexical {
		return passing.Count(), nil
	}
	matching, err := a.words.Matching(v.slots())
	if err != nil {
		return 0, err
	}
	matching.And(passing)
	return matching.Count(), nil
}

// note tells who asked something that the papers do not show.
func (r *Result) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}
