package index

// Hit is a paper that a search found.
type Hit struct {
	Slot  uint32
	Score float32 // the dot product of unit vectors, their cosine: higher is nearer
}

// Compare orders hits, the better one first: by score, then by slot, the lower
// first. It is a strict order, no two hits of one search are equal. No score may
// be NaN.
func Compare(a, b Hit) int {
	switch {
	case worse(b, a):
		return -1
	case worse(a, b):
		return 1
	}
	return 0
}

func worse(a, b Hit) bool {
	return a.Score < b.Score || a.Score == b.Score && a.Slot > b.Slot
}
