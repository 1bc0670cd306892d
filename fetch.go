package kindred

import "context"

// fetch reads the papers that are shown; false when one of them is gone.
func (e *Engine) fetch(ctx context.Context, found []*candidate, r *Result, explain bool) (whole bool, err error) {
	numbers := make([]int64, len(found))
	for i, c := range found {
		numbers[i] = c.number
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	// One short read, not worth the two goroutines that would watch over it.
	papers, err := e.shown.read(context.WithoutCancel(ctx), e.store, numbers)
	if err != nil {
		return false, err
	}
	if len(papers) != len(found) {
		return false, nil
	}
	r.Hits = make([]Hit, len(papers))
	for i, p := range papers {
		r.Hits[i] = Hit{Paper: p, Score: found[i].parts.Score, Near: found[i].near}
		if r.mark != nil {
			r.Hits[i].Snippet = snippet(p.Abstract, r.mark)
		}
		if explain {
			r.Hits[i].Explain = &found[i].parts
		}
	}
	return true, nil
}
