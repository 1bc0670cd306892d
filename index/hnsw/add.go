package hnsw

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/vec"
)

// Add puts vectors in, the i-th of them, of the index's length, under slots[i];
// a vector that a slot had is replaced. On an error, which wraps ErrDimension or
// ErrNotUnit, nothing was added. The vectors are copied, and rounded to float16.
// Those added together are added on all Workers.
func (x *Index) Add(slots []uint32, vectors []float32) error {
	dim := x.Dim()
	if len(vectors) != len(slots)*dim {
		return fmt.Errorf("hnsw: got %d numbers for %d vectors of %d dimensions, need %d: %w; embed with the model of the store",
			len(vectors), len(slots), dim, len(slots)*dim, ErrDimension)
	}
	for i, slot := range slots {
		if err := checkUnit(vectors[i*dim:][:dim], dim); err != nil {
			return fmt.Errorf("hnsw: cannot add the vector of slot %d: %w", slot, err)
		}
	}
	if len(slots) == 0 {
		return nil
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.current.Load().mapped.forChanges(); err != nil {
		return fmt.Errorf("hnsw: cannot add %d vectors: %w", len(slots), err)
	}
	if there := x.current.Load().nodes.Load(); uint64(there)+uint64(len(slots)) > MaxNodes {
		return fmt.Errorf("hnsw: cannot add %d vectors to %d nodes, need at most %d; compact the index, or split it", len(slots), there, MaxNodes)
	}
	order := lastOfEach(slots)
	g := x.room(slots, order, vectors)
	x.adding.Store(true)
	defer x.adding.Store(false)
	first := g.nodes.Add(uint32(len(order))) - uint32(len(order))
	one := func(w *walk, i int) {
		slot, node := slots[order[i]], first+uint32(i)
		g.put(w, node, slot, vectors[order[i]*dim:][:dim])
		before := g.node(slot)
		if _, _, ok := g.top(); ok {
			x.insert(w, node, before)
		} else {
			g.setTop(node, g.layer(node))
		}
		g.hold(slot, node)
	}
	// The first of all has nothing to be linked to.
	w, done := x.walk(g), 0
	if _, _, ok := g.top(); !ok {
		one(w, 0)
		done = 1
	}
	x.rest(w)
	x.parallel(g, len(order)-done, func(w *walk, i int) { one(w, done+i) })
	x.tidy()
	return nil
}

// parallel does n pieces of work on all workers.
func (x *Index) parallel(g *graph, n int, work func(w *walk, i int)) {
	var next atomic.Int64
	var others sync.WaitGroup
	some := func() {
		w := x.walk(g)
		defer x.rest(w)
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			work(w, i)
			if x.finding.Load() > 0 {
				runtime.Gosched()
			}
		}
	}
	for range min(x.options.Workers, n) - 1 {
		others.Go(some)
	}
	some()
	others.Wait()
}

// find notes that a search begins; the function that it returns, that it ended.
// Where there are more of them than processors, searches and inserts take turns of
// a fraction of a millisecond, not of the ten that the scheduler gives each: an
// insert gives way to searches when it is done, a search to inserts before it
// begins.
func (x *Index) find() (end func()) {
	x.finding.Add(1)
	if x.adding.Load() {
		runtime.Gosched()
	}
	return func() { x.finding.Add(-1) }
}

// lastOfEach returns the places of slots, without those that are given again
// further on.
func lastOfEach(slots []uint32) []int {
	order := make([]int, 0, len(slots))
	last, ascending := map[uint32]int{}, true
	for i := range slots {
		ascending = ascending && (i == 0 || slots[i] > slots[i-1])
	}
	if !ascending {
		for i, slot := range slots {
			last[slot] = i
		}
	}
	for i, slot := range slots {
		if ascending || last[slot] == i {
			order = append(order, i)
		}
	}
	return order
}

// room publishes a graph with room for what is to be added, with the layers of the
// new nodes drawn and their upper lists given out, and returns it.
func (x *Index) room(slots []uint32, order []int, vectors []float32) *graph {
	g := x.current.Load().clone()
	g.whole()
	rows := g.nodes.Load()
	if rows == 0 {
		g.step = chooseStep(vectors, g.dim)
	} else if int(rows) < stepSample && int(rows)+len(order) >= stepSample {
		g.restep(rows, vectors)
	}
	if p := x.packing(int(rows) + len(order)); p != g.packing && p == twos {
		g = x.inTwos(g)
	}
	for uint64(g.capacity()) < uint64(rows)+uint64(len(order)) {
		g.addChunk(g.newChunk())
	}
	lists := g.lists.Load()
	for i, at := range order {
		node, layer := rows+uint32(i), x.drawLayer(slots[at])
		g.chunks[node>>chunkBits].layers[node&chunkMask] = lists<<layerBits | uint32(layer)
		lists += uint32(layer)
	}
	g.lists.Store(lists)
	for len(g.upper)*chunkRows < int(lists) {
		g.upper = append(g.upper, g.newUpper())
	}
	for i := len(g.slots); i <= int(slices.Max(slots)>>chunkBits); i++ {
		g.slots = append(g.slots, nil)
	}
	for _, at := range order {
		if i := slots[at] >> chunkBits; g.slots[i] == nil {
			g.slots[i] = newNodes()
		}
	}
	x.current.Store(g)
	return g
}

func (g *graph) addChunk(c *chunk) {
	g.chunks = append(g.chunks, c)
	g.high.Chunks, g.low.Chunks = append(g.high.Chunks, &c.high[0]), append(g.low.Chunks, &c.low[0])
}

// drawLayer draws the topmost layer of a slot's node: floor(-ln(u) * mL), with mL
// of 1/ln(M). It depends on nothing but slot, seed and M.
func (x *Index) drawLayer(slot uint32) int {
	// SplitMix64, by Steele, Lea and Flood.
	z := (x.options.Seed + uint64(slot) + 1) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	u := float64(z>>11+1) * 0x1p-53 // above 0, at most 1
	return min(int(-math.Log(u)/math.Log(float64(x.options.M))), maxLayer)
}

// put writes the row of a node.
func (g *graph) put(w *walk, node, slot uint32, v []float32) {
	narrow := g.vector(node)
	vec.Narrow(narrow, v)
	vec.Widen(w.wide, narrow)
	g.judge(node, w.codes, w.wide)
	high, low := g.rows(node)
	split(high, low, w.codes)
	atomic.StoreUint32(&g.chunks[node>>chunkBits].slots[node&chunkMask], slot)
}

// judge encodes v, the vector of a node, and notes how far off the codes are.
func (g *graph) judge(node uint32, codes []int8, v []float32) {
	off, wide := encode(codes, v, g.step)
	layers := &g.chunks[node>>chunkBits].layers[node&chunkMask]
	if *layers &^= wideRow; wide {
		*layers |= wideRow
	} else {
		g.raiseOff(off)
	}
}

// raiseOff makes off at least o.
func (h *head) raiseOff(o float32) {
	for {
		before := h.off.Load()
		if math.Float32frombits(before) >= o || h.off.CompareAndSwap(before, math.Float32bits(o)) {
			return
		}
	}
}

// hold makes node what a slot holds, noNode for nothing.
func (g *graph) hold(slot, node uint32) {
	before := atomic.SwapUint32(&g.slots[slot>>chunkBits][slot&chunkMask], node)
	if before != noNode {
		g.live.Add(-1)
		g.dead.Add(1)
		atomic.StoreUint32(&g.chunks[before>>chunkBits].slots[before&chunkMask], noSlot)
	}
	if node != noNode {
		g.live.Add(1)
	}
}

// restep chooses the step from the rows there are and those to come, and encodes
// the rows again.
func (g *graph) restep(rows uint32, more []float32) {
	sample := make([]float32, int(rows)*g.dim, (int(rows)+stepSample)*g.dim)
	for node := range rows {
		vec.Widen(sample[int(node)*g.dim:][:g.dim], g.vector(node))
	}
	sample = append(sample, more[:min(len(more), stepSample*g.dim)]...)
	g.step = chooseStep(sample, g.dim)
	for i, c := range g.chunks {
		again := *c
		again.layers = slices.Clone(c.layers)
		room := newRoom(len(c.high) + len(c.low))
		again.high, again.low = carve[uint8](&room, len(c.high)), carve[uint8](&room, len(c.low))
		g.chunks[i], g.high.Chunks[i], g.low.Chunks[i] = &again, &again.high[0], &again.low[0]
	}
	codes := make([]int8, 2*g.stride)
	for node := range rows {
		g.judge(node, codes, sample[int(node)*g.dim:][:g.dim])
		high, low := g.rows(node)
		split(high, low, codes)
	}
}
