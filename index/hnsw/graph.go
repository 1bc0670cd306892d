package hnsw

import (
	"slices"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/vec"
)

const (
	chunkBits = 14
	chunkRows = 1 << chunkBits
	chunkMask = chunkRows - 1
)

var _ = [1]struct{}{}[chunkRows-vec.NibbleChunk] // the kernel's chunks are these

// A graph is all that a search sees. Its tables grow by being copied into the next
// graph; the chunks and what is behind head are shared, and only the following in
// them ever changes, all of it by atomic operations: links, the slot of a node and
// the node of a slot. A row that is reached through a link was written before.
type graph struct {
	shape
	planes
	chunks []*chunk
	upper  [][]uint64 // upper lists, chunkRows of them in each piece
	slots  [][]uint32 // by slot / chunkRows, then slot % chunkRows: the slot's node; nil where none was given
	step   float32    // a component is about step times its code
	*head
}

// shape is what is chosen once.
type shape struct {
	dim    int
	stride int // bytes in a row of a plane: half of dim, rounded up for the kernel
	m      int // M of the paper
	words  int // in a list of an upper layer; twice as many in one of layer 0
	packing
}

// shapeOf is for M that is a multiple of three.
func shapeOf(dim, m int, p packing) shape {
	return shape{dim: dim, stride: (dim + 127) / 128 * 64, m: m, words: m / 3, packing: p}
}

// words0 is how many words a list of layer 0 has. In threes these are links of 2M, the
// paper's Mmax0.
func (s shape) words0() int { return 2 * s.words }

func newGraph(s shape) *graph {
	g := &graph{shape: s, head: &head{}}
	g.high.Stride, g.low.Stride = s.stride, s.stride
	g.ones = slices.Repeat([]int8{1}, 2*s.stride)
	return g
}

// chunk holds the rows of chunkRows nodes that follow each other.
type chunk struct {
	high    []uint8  // chunkRows rows of stride
	low     []uint8  // as high
	vectors []uint16 // chunkRows rows of dim, float16
	links   []uint64 // chunkRows rows of words0, atomic: layer 0
	layers  []uint32 // of each node: its topmost layer, wideRow, and its first upper list << 5
	slots   []uint32 // of each node, atomic: noSlot when it was deleted
}

// head counts, and says where a search begins.
type head struct {
	entry atomic.Uint64 // the entry point + 1, and its topmost layer << 32; 0 while there is none
	nodes atomic.Uint32 // how many have a row
	lists atomic.Uint32 // upper lists that are given out
	live  atomic.Int64  // slots that hold a vector
	dead  atomic.Int64  // nodes that were deleted or replaced
	off   atomic.Uint32 // bits of a float32: no vector is further from step times its codes, but of wide rows
}

func (s shape) newChunk() *chunk {
	words := chunkRows * s.words0()
	room := newRoom(2*chunkRows*s.dim + 2*chunkRows*s.stride + 8*words)
	return &chunk{
		vectors: carve[uint16](&room, chunkRows*s.dim),
		high:    carve[uint8](&room, chunkRows*s.stride),
		low:     carve[uint8](&room, chunkRows*s.stride),
		links:   fill(carve[uint64](&room, words), s.empty()),
		layers:  make([]uint32, chunkRows),
		slots:   filled[uint32](chunkRows, noSlot),
	}
}

// newNodes returns those of chunkRows slots that hold nothing.
func newNodes() []uint32 { return filled[uint32](chunkRows, noNode) }

// newUpper returns room for chunkRows upper lists.
func (s shape) newUpper() []uint64 { return s.newWords(chunkRows * s.words) }

// clone returns a graph whose tables may be appended to.
func (g *graph) clone() *graph {
	next := *g
	next.chunks = slices.Clone(g.chunks)
	next.high.Chunks = slices.Clone(g.high.Chunks)
	next.low.Chunks = slices.Clone(g.low.Chunks)
	next.upper = slices.Clone(g.upper)
	next.slots = slices.Clone(g.slots)
	return &next
}

// capacity is how many nodes there is room for; a link beyond is of a later graph.
// The last chunk may have less room than the others when it is of a file.
func (g *graph) capacity() uint32 {
	last := len(g.chunks) - 1
	if last < 0 {
		return 0
	}
	return uint32(last*chunkRows + len(g.chunks[last].slots))
}

// rows returns the codes of a node: its rows of the two planes.
func (g *graph) rows(node uint32) (high, low []uint8) {
	c, at := g.chunks[node>>chunkBits], int(node&chunkMask)*g.stride
	return c.high[at:][:g.stride], c.low[at:][:g.stride]
}

func (g *graph) vector(node uint32) []uint16 {
	if m := g.mapped; m != nil && !m.vectors.Verified() {
		m.holds(m.vectors, node)
	}
	return g.chunks[node>>chunkBits].vectors[int(node&chunkMask)*g.dim:][:g.dim]
}

// slot is the slot of a node, noSlot when it was deleted.
func (g *graph) slot(node uint32) uint32 {
	return atomic.LoadUint32(&g.chunks[node>>chunkBits].slots[node&chunkMask])
}

// node is the node of a slot, noNode when it holds no vector.
func (g *graph) node(slot uint32) uint32 {
	if i := int(slot >> chunkBits); i < len(g.slots) && g.slots[i] != nil {
		return atomic.LoadUint32(&g.slots[i][slot&chunkMask])
	}
	return noNode
}

// layer is the topmost layer of a node: l in the paper.
func (g *graph) layer(node uint32) int {
	return int(g.chunks[node>>chunkBits].layers[node&chunkMask] & layerMask)
}

func (g *graph) isWide(node uint32) bool {
	return g.chunks[node>>chunkBits].layers[node&chunkMask]&wideRow != 0
}

const (
	layerBits = 5
	wideRow   = 1 << (layerBits - 1) // the codes cut off a component: off says nothing of this row
	layerMask = wideRow - 1
	maxLayer  = layerMask // with M of 4, one node in 4^15 would be higher
)

// list returns the links of a node in a layer, at most the node's topmost; none
// when they lie in a later graph.
func (g *graph) list(node uint32, layer int) list {
	c, row := g.chunks[node>>chunkBits], int(node&chunkMask)
	if layer == 0 {
		if m := g.mapped; m != nil && !m.links.Verified() && !m.holds(m.links, node) {
			return list{}
		}
		return list{c.links[row*g.words0():][:g.words0()], g.packing}
	}
	at := int(c.layers[row]>>layerBits) + layer - 1
	if at>>chunkBits >= len(g.upper) || (at&chunkMask+1)*g.words > len(g.upper[at>>chunkBits]) {
		return list{}
	}
	return list{g.upper[at>>chunkBits][(at&chunkMask)*g.words:][:g.words], g.packing}
}

// top returns the entry point and its topmost layer; ok is false when there is none.
func (h *head) top() (entry uint32, layer int, ok bool) {
	e := h.entry.Load()
	return uint32(e) - 1, int(e >> 32), e != 0
}

func (h *head) setTop(entry uint32, layer int) { h.entry.Store(uint64(entry) + 1 | uint64(layer)<<32) }
