package hnsw

import "runtime"

// Options say how a graph is built and searched.
type Options struct {
	// M is how many links a node has at most in the upper layers, and half of how
	// many in layer 0; beyond two million nodes two thirds of these. 6 to 66, rounded up
	// to a multiple of three, because so many links lie in a word. Default 27.
	M int

	// EfConstruction is how many of the nearest nodes a search for links keeps on its way;
	// three times as many may be linked to. More make a better graph, slower. Default 120.
	EfConstruction int

	// EfSearch is how many of the nearest nodes a search keeps on its way, at least
	// half as many again as are asked for: more find more, slower. Default 64.
	EfSearch int

	// Workers is the most goroutines that Add and Compact use. With 1, the same
	// calls make the same graph, byte for byte. Default runtime.GOMAXPROCS(0).
	Workers int

	// Seed is what the layers of nodes are drawn from. Default 0.
	Seed uint64
}

const (
	minM = 6
	maxM = 66
)

func (o Options) withDefaults() Options {
	if o.M == 0 {
		o.M = 27
	}
	o.M = min(max((o.M+2)/3*3, minM), maxM)
	if o.EfConstruction < 1 {
		o.EfConstruction = 120
	}
	if o.EfSearch < 1 {
		o.EfSearch = 64
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}
