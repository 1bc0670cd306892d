//go:build !windows

package coder

import (
	"math/rand"

	"github.com/coder/hnsw"
)

// graph is the library's, of vectors under the keys 0, 1, 2 ... It is safe for
// concurrent use as a map is: reads beside each other, nothing beside a change.
//
// Invariants that keep it from panicking: keys are never used twice, nothing is
// deleted, vectors are of one length, of length 1 and finite, nearest is not asked
// of an empty graph.
type graph struct {
	hnsw *hnsw.Graph[uint32]
}

func newGraph(o Options) (*graph, error) {
	g := hnsw.NewGraph[uint32]()
	g.M, g.EfSearch, g.Rng = o.M, o.EfSearch, rand.New(rand.NewSource(o.Seed))
	return &graph{g}, nil
}

// add puts in a vector, which must not change, under the next key.
func (g *graph) add(v []float32) {
	g.hnsw.Add(hnsw.MakeNode(uint32(g.hnsw.Len()), v))
}

// nearest gives the keys of about n near vectors, in no order.
func (g *graph) nearest(query []float32, n int) []uint32 {
	nodes := g.hnsw.Search(query, n)
	keys := make([]uint32, len(nodes))
	for i, node := range nodes {
		keys[i] = node.Key
	}
	return keys
}
