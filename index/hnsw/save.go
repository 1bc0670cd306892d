package hnsw

import (
	"fmt"
	"io"
	"math"

	"github.com/kindred-search/kindred/index/section"
)

// The sections of a graph: FORMAT.md.
const (
	shapeSection   = "hnsw"
	layersSection  = "hnsw.layers"
	holdersSection = "hnsw.slots"
	slotsSection   = "hnsw.nodes"
	upperSection   = "hnsw.upper"
	linksSection   = "hnsw.links"
	highSection    = "hnsw.high"
	lowSection     = "hnsw.low"
	vectorsSection = "hnsw.vectors"
)

// The numbers of shapeSection, in their order.
const (
	inDim = iota
	inM
	inNodes
	inLists
	inLive
	inDead
	inEntry // the entry point, noNode when there is none
	inTop   // its layer
	inStep  // bits of a float32
	inOff   // bits of a float32
	inEf
	inPer // links in a word
	shapeNumbers
)

// Save writes the graph as it is when it is called, as sections whose names begin
// with "hnsw". Searches go on beside it, changes wait. The same graph is the same
// bytes. The error wraps section.ErrDamaged when the graph came from a file that is
// found to be damaged: no damage is saved again.
func (x *Index) Save(w *section.Writer) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	g := x.current.Load()
	err := g.mapped.everything()
	if err == nil {
		err = g.save(w, x.EfSearch())
	}
	if err != nil {
		return fmt.Errorf("hnsw: cannot save a graph of %d vectors: %w", x.Len(), err)
	}
	return nil
}

func (g *graph) save(w *section.Writer, ef int) error {
	nodes := int(g.nodes.Load())
	entry, top, ok := g.top()
	if !ok {
		entry, top = noNode, 0
	}
	shape := make([]uint32, shapeNumbers)
	shape[inDim], shape[inM] = uint32(g.dim), uint32(g.m)
	shape[inNodes], shape[inLists] = uint32(nodes), g.lists.Load()
	shape[inLive], shape[inDead] = uint32(g.live.Load()), uint32(g.dead.Load())
	shape[inEntry], shape[inTop] = entry, uint32(top)
	shape[inStep], shape[inOff] = math.Float32bits(g.step), g.off.Load()
	shape[inEf] = uint32(min(ef, math.MaxInt32))
	shape[inPer] = uint32(g.per)

	s := &saver{w: w}
	s.begin(shapeSection)
	save(s, shape)
	rows := func(chunk int) int { return min(chunkRows, nodes-chunk*chunkRows) }
	s.begin(layersSection)
	for i, c := range g.chunks {
		save(s, c.layers[:rows(i)])
	}
	s.begin(holdersSection)
	for i, c := range g.chunks {
		save(s, c.slots[:rows(i)])
	}
	s.begin(slotsSection)
	for _, slots := range g.slots {
		if slots == nil {
			slots = newNodes()
		}
		save(s, slots)
	}
	s.begin(upperSection)
	for i, lists := range g.upper {
		save(s, lists[:g.words*min(chunkRows, int(shape[inLists])-i*chunkRows)])
	}
	s.begin(linksSection)
	for i, c := range g.chunks {
		save(s, c.links[:rows(i)*g.words0()])
	}
	s.begin(highSection)
	for i, c := range g.chunks {
		save(s, c.high[:rows(i)*g.stride])
	}
	s.begin(lowSection)
	for i, c := range g.chunks {
		save(s, c.low[:rows(i)*g.stride])
	}
	s.begin(vectorsSection)
	for i, c := range g.chunks {
		save(s, c.vectors[:rows(i)*g.dim])
	}
	return s.err
}

// saver writes sections one after the other and keeps the first error.
type saver struct {
	w   *section.Writer
	out io.Writer
	err error
}

func (s *saver) begin(name string) {
	if s.err == nil {
		s.out, s.err = s.w.Section(name)
	}
}

func save[T section.Element](s *saver, elements []T) {
	if s.err == nil {
		_, s.err = s.out.Write(section.Bytes(elements))
	}
}
