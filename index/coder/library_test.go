//go:build !windows

package coder

import (
	"math/rand"
	"testing"

	"github.com/coder/hnsw"
)

// The library as it is still does what it is guarded from. When one of these
// fails, a newer version has mended it: see whether the guard can go.
func TestLibraryPanics(t *testing.T) {
	f := func(name string, do func(g *hnsw.Graph[uint32], vectors [][]float32)) {
		t.Helper()
		random := rand.New(rand.NewSource(1))
		vectors := make([][]float32, 400)
		for i := range vectors {
			vectors[i] = make([]float32, 8)
			for j := range vectors[i] {
				vectors[i][j] = float32(random.NormFloat64())
			}
		}
		g := hnsw.NewGraph[uint32]()
		g.Rng = random
		for i, v := range vectors {
			g.Add(hnsw.MakeNode(uint32(i), v))
		}
		panicked := func() (panicked bool) {
			defer func() { panicked = recover() != nil }()
			do(g, vectors)
			return false
		}()
		if !panicked {
			t.Errorf("%s: no panic", name)
		}
	}
	f("an existing key", func(g *hnsw.Graph[uint32], vectors [][]float32) {
		for i, v := range vectors {
			g.Add(hnsw.MakeNode(uint32(i), v))
		}
	})
	f("adding after everything was deleted", func(g *hnsw.Graph[uint32], vectors [][]float32) {
		for i := range vectors {
			g.Delete(uint32(i))
		}
		g.Add(hnsw.MakeNode(uint32(0), vectors[0]))
	})
	f("searching after everything was deleted", func(g *hnsw.Graph[uint32], vectors [][]float32) {
		for i := range vectors {
			g.Delete(uint32(i))
		}
		g.Search(vectors[0], 1)
	})
	f("adding and searching between deletions", func(g *hnsw.Graph[uint32], vectors [][]float32) {
		for i := range vectors {
			g.Delete(uint32(i))
			g.Search(vectors[0], 10)
		}
	})
	f("another number of dimensions", func(g *hnsw.Graph[uint32], vectors [][]float32) {
		g.Add(hnsw.MakeNode(uint32(1000), vectors[0][:7]))
	})
	f("a query of another number of dimensions", func(g *hnsw.Graph[uint32], vectors [][]float32) {
		g.Search(vectors[0][:7], 1)
	})
}
