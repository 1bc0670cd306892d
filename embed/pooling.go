package embed

// Pooling names how token vectors become one vector.
type Pooling string

// The poolings that this package does, with the names of model.json.
const (
	PoolingMean Pooling = "mean" // mean of the token vectors under the attention mask
	PoolingCLS  Pooling = "cls"  // vector of the first token
	PoolingLast Pooling = "last" // vector of the last token that is not padding
	PoolingNone Pooling = "none" // the graph gives one vector per text itself
)

func (p Pooling) valid() bool {
	switch p {
	case PoolingMean, PoolingCLS, PoolingLast, PoolingNone:
		return true
	}
	return false
}

// pool writes to dst [dim] the pooled vector of one text, whose token vectors
// are hidden [tokens x dim], row by row, padding left out (the caller cuts it).
// tokens is at least 1.
func pool(dst, hidden []float32, p Pooling) {
	dim := len(dst)
	switch p {
	case PoolingMean:
		// The scale does not matter: the result is brought to length 1.
		copy(dst, hidden[:dim])
		for row := hidden[dim:]; len(row) >= dim; row = row[dim:] {
			for i, x := range row[:dim] {
				dst[i] += x
			}
		}
	case PoolingLast:
		copy(dst, hidden[len(hidden)-dim:])
	default: // PoolingCLS, PoolingNone: settings admit no other
		copy(dst, hidden[:dim])
	}
}
