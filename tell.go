package kindred

import (
	"github.com/kindred-search/kindred/rank"
)

// tell fills in what only the results that are shown need: which words of the
// question they have, and what the question was taken for.
func (a *asked) tell(q *Query, found []*candidate, r *Result) error {
	if a.words == nil {
		return nil
	}
	for _, c := range a.words.Corrections() {
		r.note("%q was taken for %q", c.Word, c.Term)
	}
	if q.Snippets {
		r.mark = a.words.Mark
	}
	if !q.Explain || a.mode == Semantic {
		return nil
	}
	for _, c := range found {
		matches, err := a.words.Explain(c.slot)
		if err != nil {
			return err
		}
		sum := 0.0
		for _, m := range matches {
			sum += float64(m.Weight)
		}
		for _, m := range matches {
			c.parts.Terms = append(c.parts.Terms, rank.Term{
				Term: m.Word, As: as(m.Word, m.Term), Typo: m.Typo, Field: m.Field.String(), Weight: c.parts.Words * float64(m.Weight) / sum,
			})
		}
	}
	return nil
}

// as is the form in which a word was looked up, "" when it is the word itself.
func as(word, term string) string {
	if word == term {
		return ""
	}
	return term
}
