package main

import (
	"bufio"
	"cmp"
	"os"
	"slices"

	"github.com/coder/hnsw"
)

// coder is github.com/coder/hnsw as it is, without Kindred's adapter. It has one
// number for the search and for the construction.
type coder struct {
	graph *hnsw.Graph[uint32]
}

func newCoder(c config) *coder {
	g := hnsw.NewGraph[uint32]()
	g.M, g.EfSearch = c.M, c.EfConstruction
	return &coder{g}
}

func (c *coder) add(slot uint32, v []float32) error {
	c.graph.Add(hnsw.MakeNode(slot, v))
	return nil
}

func (c *coder) ef(ef int) { c.graph.EfSearch = ef }

func (c *coder) save(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if err := cmp.Or(c.graph.Export(w), w.Flush()); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (c *coder) open(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	c.graph = hnsw.NewGraph[uint32]()
	return c.graph.Import(bufio.NewReaderSize(f, 1<<20))
}

// search asks for as many candidates as it searches with, which finds more than
// asking for k, and takes the k nearest: the answer of the library is not sorted.
func (c *coder) search(query []float32, k int) ([]uint32, error) {
	nodes := c.graph.Search(query, max(k, c.graph.EfSearch))
	type hit struct {
		slot     uint32
		distance float32
	}
	hits := make([]hit, len(nodes))
	for i, n := range nodes {
		hits[i] = hit{n.Key, c.graph.Distance(query, n.Value)}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.distance, b.distance) })
	slots := make([]uint32, min(k, len(hits)))
	for i := range slots {
		slots[i] = hits[i].slot
	}
	return slots, nil
}
