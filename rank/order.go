package rank

import "cmp"

// Compare orders papers of one answer, the better one first: by score; where
// meaning counts, by cosine, so that papers no nearer than random ones, which all
// score 0, keep its order; then by id, so that an answer is the same everywhere.
func Compare(a, b *Parts, aID, bID string) int {
	if c := cmp.Compare(b.Score, a.Score); c != 0 {
		return c
	}
	if a.Weights.Similarity > 0 {
		if c := cmp.Compare(b.Cosine, a.Cosine); c != 0 {
			return c
		}
	}
	return cmp.Compare(aID, bID)
}
