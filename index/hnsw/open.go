package hnsw

import (
	"fmt"
	"math"

	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/vec"
)

// Open returns an index over a graph that Save has written to a file. Codes, links
// and vectors are mapped, not read: each block of them is verified when a search or
// a change first looks at it, and what is changed is changed in memory. It may be
// searched and changed at once; the first Add verifies all but the vectors first.
//
// M is the file's, and so is EfSearch when o says none. The file must stay open
// until the last call of the index has returned. The error wraps
// section.ErrDamaged, section.ErrMissing or ErrFault, all of which a new graph
// helps; Search, Exact, Score, Add and Check return damage that is found later.
func Open(f *section.File, o Options) (*Index, error) {
	r := &reading{file: f}
	g, ef := r.graph()
	if r.err != nil {
		return nil, fmt.Errorf("hnsw: cannot open the graph of %s: %w", f.Path(), r.err)
	}
	if o.EfSearch < 1 {
		o.EfSearch = ef
	}
	o.M = g.m
	x := &Index{options: o.withDefaults(), mostInThrees: mostInThrees}
	x.ef.Store(int64(x.options.EfSearch))
	x.current.Store(g)
	return x, nil
}

// reading keeps the first error.
type reading struct {
	file *section.File
	err  error
}

// fail is the error of sections that contradict each other.
func (r *reading) fail(what string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(what+": %w; build it again", append(args, ErrFault)...)
	}
}

// small returns a section that is needed as a whole, and therefore verified.
func small[T section.Element](r *reading, name string, n int) []T {
	s, words := large[T](r, name, n, section.Private)
	if r.err == nil {
		r.err = s.Check(0, s.Len())
	}
	return words
}

// large returns a section of n elements, of any number when n is below 0.
func large[T section.Element](r *reading, name string, n int, view func(*section.Section) ([]T, error)) (*section.Section, []T) {
	if r.err != nil {
		return nil, nil
	}
	s, err := r.file.Section(name)
	if err != nil {
		r.err = err
		return nil, nil
	}
	elements, err := view(s)
	if r.err = err; err == nil && n >= 0 && len(elements) != n {
		r.fail("section %q has %d elements, need %d", name, len(elements), n)
	}
	return s, elements
}

// graph reads what is small and maps the rest.
func (r *reading) graph() (g *graph, ef int) {
	shape := small[uint32](r, shapeSection, shapeNumbers)
	if r.err != nil {
		return nil, 0
	}
	dim, m, nodes, lists := int(shape[inDim]), int(shape[inM]), int(shape[inNodes]), int(shape[inLists])
	if dim < 1 || dim > vec.MaxInt8 || m < minM || m > maxM || m%3 != 0 || nodes > MaxNodes {
		r.fail("it has %d nodes of %d dimensions with M of %d", nodes, dim, m)
		return nil, 0
	}
	p, ok := map[uint32]packing{3: threes, 2: twos}[shape[inPer]]
	if !ok || p == threes && nodes > mostInThrees {
		r.fail("it has %d nodes with %d links in a word", nodes, shape[inPer])
		return nil, 0
	}
	g = newGraph(shapeOf(dim, m, p))
	g.step = math.Float32frombits(shape[inStep])
	g.off.Store(shape[inOff])
	g.nodes.Store(uint32(nodes))
	g.lists.Store(uint32(lists))
	g.live.Store(int64(shape[inLive]))
	g.dead.Store(int64(shape[inDead]))
	if shape[inEntry] != noNode {
		g.setTop(shape[inEntry], int(shape[inTop]))
	}
	layers := small[uint32](r, layersSection, nodes)
	holders := small[uint32](r, holdersSection, nodes)
	slots := small[uint32](r, slotsSection, -1)
	upper := small[uint64](r, upperSection, lists*g.words)
	file := &mapped{nodes: uint32(nodes), file: r.file}
	var links []uint64
	var high, low []uint8
	var vectors []uint16
	file.links, links = large(r, linksSection, nodes*g.words0(), section.Private[uint64])
	file.high, high = large(r, highSection, nodes*g.stride, section.View[uint8])
	file.low, low = large(r, lowSection, nodes*g.stride, section.View[uint8])
	file.vectors, vectors = large(r, vectorsSection, nodes*dim, section.View[uint16])
	if r.agree(g, layers, holders, slots, lists); r.err != nil {
		return nil, 0
	}
	if nodes > 0 {
		g.mapped = file
	}
	for first := 0; first < nodes; first += chunkRows {
		g.addChunk(&chunk{
			high: piece(high, first, g.stride), low: piece(low, first, g.stride),
			vectors: piece(vectors, first, dim), links: piece(links, first, g.words0()),
			layers: piece(layers, first, 1), slots: piece(holders, first, 1),
		})
	}
	for first := 0; first < lists; first += chunkRows {
		g.upper = append(g.upper, piece(upper, first, g.words))
	}
	for first := 0; first < len(slots); first += chunkRows {
		g.slots = append(g.slots, piece(slots, first, 1))
	}
	return g, int(shape[inEf])
}

// piece is what a chunk holds of rows of a size, from row first on.
func piece[T any](rows []T, first, size int) []T {
	end := min((first+chunkRows)*size, len(rows))
	return rows[first*size : end : end]
}

// agree looks whether everything small is in range and agrees, so that nothing that
// is read from it leads outside.
func (r *reading) agree(g *graph, layers, holders, slots []uint32, lists int) {
	if r.err != nil {
		return
	}
	if step := g.step; len(layers) > 0 && !(step > 0 && step < 1) {
		r.fail("its step is %v", step)
	}
	if len(slots)%chunkRows != 0 {
		r.fail("it knows %d slots, need a multiple of %d", len(slots), chunkRows)
	}
	entry, top, ok := g.top()
	if ok != (len(layers) > 0) || ok && (int(entry) >= len(layers) || top != int(layers[entry]&layerMask)) {
		r.fail("node %d of %d is its entry point, in layer %d", entry, len(layers), top)
	}
	for node, l := range layers {
		if layer := int(l & layerMask); layer > maxLayer || int(l>>layerBits)+layer > lists {
			r.fail("node %d has layers up to %d from list %d of %d on", node, layer, l>>layerBits, lists)
			return
		}
	}
	live := 0
	for slot, node := range slots {
		if node == noNode {
			continue
		}
		if live++; int(node) >= len(holders) || holders[node] != uint32(slot) {
			r.fail("slot %d says that node %d of %d holds its vector, which does not", slot, node, len(holders))
			return
		}
	}
	held := 0
	for _, slot := range holders {
		if slot != noSlot {
			held++
		}
	}
	if live != held || int64(live) != g.live.Load() || int64(len(layers)-live) != g.dead.Load() {
		r.fail("of %d nodes %d are held by slots and %d hold one, need %d", len(layers), live, held, g.live.Load())
	}
}

// whole gives the last chunk, and the last of the upper lists, the room that a file
// does not have behind them. The graph is one that is not published yet; what the
// file holds was verified.
func (g *graph) whole() {
	if n := len(g.chunks) - 1; n >= 0 && len(g.chunks[n].layers) < chunkRows {
		last, c := g.chunks[n], g.newChunk()
		copy(c.high, last.high)
		copy(c.low, last.low)
		copy(c.vectors, last.vectors)
		copy(c.links, last.links)
		copy(c.layers, last.layers)
		copy(c.slots, last.slots)
		g.chunks[n], g.high.Chunks[n], g.low.Chunks[n] = c, &c.high[0], &c.low[0]
	}
	if n := len(g.upper) - 1; n >= 0 && len(g.upper[n]) < chunkRows*g.words {
		lists := g.newUpper()
		copy(lists, g.upper[n])
		g.upper[n] = lists
	}
}
