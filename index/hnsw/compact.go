package hnsw

import (
	"fmt"
	"slices"
)

// Compact gives back the memory of deleted and replaced vectors, and repairs the
// links that led through them. Searches go on beside it; it needs as much memory
// again as what is left.
func (x *Index) Compact() {
	x.writing.Lock()
	defer x.writing.Unlock()
	if x.current.Load().dead.Load() > 0 {
		x.compact()
	}
}

// Renumbered returns a compact graph of its own: of the vectors that stay, each in
// the slot that to gives for the one it has; false is for those that go. No two may
// get one slot. It costs what Compact costs, a small part of building a graph; x
// stays as it is, and changes of it wait. The error wraps section.ErrDamaged.
func (x *Index) Renumbered(to func(slot uint32) (uint32, bool)) (*Index, error) {
	x.writing.Lock()
	defer x.writing.Unlock()
	next := x.compacted(to)
	if next == nil {
		return nil, fmt.Errorf("hnsw: cannot renumber a graph of %d vectors: %w", x.Len(), x.current.Load().mapped.err())
	}
	y := &Index{options: x.options}
	y.ef.Store(x.ef.Load())
	y.current.Store(next)
	return y, nil
}

// Dead is how many vectors were deleted or replaced and are not given back yet.
func (x *Index) Dead() int { return int(x.current.Load().dead.Load()) }

// mostDead is the share of deleted nodes above which the graph is built anew: what
// is left of it says too little about who is near whom.
const mostDead = 0.7

// compact publishes a compact graph in which every vector keeps its slot.
func (x *Index) compact() {
	if next := x.compacted(func(slot uint32) (uint32, bool) { return slot, true }); next != nil {
		x.current.Store(next)
	}
}

// compacted is a graph of the nodes that hold a vector and stay, in their order: in
// that in which the graph comes to them, searches were no faster. It is nil when the
// graph is damaged; searches say what is.
func (x *Index) compacted(to func(slot uint32) (uint32, bool)) *graph {
	old := x.current.Load()
	if old.mapped.everything() != nil {
		return nil
	}
	c := &compaction{x: x, old: old, renumbered: make([]uint32, old.nodes.Load())}
	for node := range c.renumbered {
		c.renumbered[node] = noNode
		slot := old.slot(uint32(node))
		if slot == noSlot {
			continue
		}
		if slot, stays := to(slot); stays {
			c.renumbered[node] = uint32(len(c.kept))
			c.kept, c.slots = append(c.kept, uint32(node)), append(c.slots, slot)
		}
	}
	c.room()
	if float64(len(c.kept)) < float64(len(c.renumbered))*(1-mostDead) {
		x.parallel(c.next, min(1, len(c.kept)), c.insert(0))
		x.parallel(c.next, max(0, len(c.kept)-1), c.insert(1))
	} else {
		x.parallel(old, len(c.kept), c.repair)
		x.span(c.next)
	}
	return c.next
}

type compaction struct {
	x          *Index
	old, next  *graph
	kept       []uint32 // the old nodes that are left, in order
	slots      []uint32 // what each of them will be the node of
	renumbered []uint32 // what each old node becomes, noNode when it is not left
}

// room makes the next graph, with its rows copied, layers and no links.
func (c *compaction) room() {
	old := c.old
	g := newGraph(old.shape)
	g.packing = c.x.packing(len(c.kept))
	g.step = old.step
	for int(g.capacity()) < len(c.kept) {
		g.addChunk(g.newChunk())
	}
	lists, top := uint32(0), -1
	for i, from := range c.kept {
		node, layer := uint32(i), old.layer(from)
		g.chunks[node>>chunkBits].layers[node&chunkMask] = lists<<layerBits | old.chunks[from>>chunkBits].layers[from&chunkMask]&(1<<layerBits-1)
		lists += uint32(layer)
		if layer > top {
			top = layer
			g.setTop(node, layer)
		}
	}
	for len(g.upper)*chunkRows < int(lists) {
		g.upper = append(g.upper, g.newUpper())
	}
	if len(c.slots) > 0 {
		g.slots = make([][]uint32, slices.Max(c.slots)>>chunkBits+1)
	}
	for i, from := range c.kept {
		node, slot := uint32(i), c.slots[i]
		if g.slots[slot>>chunkBits] == nil {
			g.slots[slot>>chunkBits] = newNodes()
		}
		g.slots[slot>>chunkBits][slot&chunkMask] = node
		g.chunks[node>>chunkBits].slots[node&chunkMask] = slot
		copy(g.vector(node), old.vector(from))
		high, low := g.rows(node)
		oldHigh, oldLow := old.rows(from)
		copy(high, oldHigh)
		copy(low, oldLow)
	}
	g.lists.Store(lists)
	g.nodes.Store(uint32(len(c.kept)))
	g.live.Store(int64(len(c.kept)))
	g.off.Store(old.off.Load())
	c.next = g
}

// insert returns the work of inserting one of the nodes from the first on.
func (c *compaction) insert(first int) func(w *walk, i int) {
	if first == 0 { // it has nothing to be linked to
		return func(*walk, int) { c.next.setTop(0, c.next.layer(0)) }
	}
	return func(w *walk, i int) { c.x.insert(w, uint32(first+i), noNode) }
}

// repair gives the i-th of the nodes that are left the links that it had; where
// some led to deleted nodes, links chosen from the others and those that lie
// behind the deleted ones.
func (c *compaction) repair(w *walk, i int) {
	old, from := c.old, c.kept[i]
	for layer := range old.layer(from) + 1 {
		links, whole := c.around(w, from, layer)
		l := c.next.list(uint32(i), layer)
		if !whole {
			old.join(w.query, from)
			w.refine(links)
			w.relinked = w.choose(w.relinked[:0], links, l.room(), 0)
			links = w.relinked
		}
		for j, n := range links {
			links[j] = near(c.renumbered[n.node()]) << 1
		}
		l.write(links)
	}
}

// behind is how many deleted nodes are looked behind for links.
const behind = 64

// around returns the nodes that are left and that a node links to, or that deleted
// ones do to which it links; whole is true when there are no such.
func (c *compaction) around(w *walk, from uint32, layer int) (links []near, whole bool) {
	w.forget()
	w.see(from)
	w.around = w.around[:0]
	dead := w.ids[:0]
	take := func(node uint32) {
		for _, to := range w.unseen(c.old.list(node, layer)) {
			if c.renumbered[to] != noNode {
				w.around = append(w.around, near(to)<<1)
			} else if len(dead) < behind {
				dead = append(dead, to)
			}
		}
	}
	take(from)
	whole = len(dead) == 0
	for i := 0; i < len(dead); i++ {
		if len(w.around) >= 8*c.old.m {
			break
		}
		take(dead[i])
	}
	w.ids = dead
	return w.around, whole
}
