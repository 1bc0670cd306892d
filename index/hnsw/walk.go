package hnsw

import (
	"slices"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/vec"
)

// A walk looks for the nodes nearest to a query, of codes, in one graph. It holds
// the scratch of one goroutine and is used again.
type walk struct {
	g     *graph
	query []int8 // all codes, in the order of a row

	blur float32 // the deviation of a product of the query with codes

	// found is W of the paper with its candidates C: the nearest nodes so far,
	// nearest first, each once. Those whose links were followed are marked; the
	// others are the candidates.
	found []near

	gather   bool   // nearest keeps in gathered what it looks at
	gathered []near // see nearestAndMore

	// seen is v of the paper, as bits, and visited as a list, by which it is
	// emptied. Bits stay in the nearest cache where a generation per node does not.
	seen    []uint64
	visited []uint32
	blind   []uint32 // nodes that the walk does not come to; see SearchWithout

	ids       []uint32
	products  [8 * maxM]int32 // of the query with them
	products2 [8 * maxM]int32
	codes     []int8 // of a node

	chosen    [maxLayer + 1][]near // links of a node that is being added
	candidate heap                 // C of the paper, where it is not part of found
	around    []near               // candidates for links
	relinked  []near               // links of a node that had no room for one more
	unsorted  []near               // see sort
	ends      [2*sortMost + 1]uint16
	picked    picked
	wide      []float32 // a vector, made wide
}

func (x *Index) walk(g *graph) *walk {
	w, _ := x.walks.Get().(*walk)
	if w == nil {
		w = &walk{}
	}
	w.g = g
	if n := int(g.capacity()+63) / 64; len(w.seen) < n {
		w.seen, w.visited = make([]uint64, n), w.visited[:0]
	}
	if len(w.query) != 2*g.stride {
		w.query, w.codes, w.wide = make([]int8, 2*g.stride), make([]int8, 2*g.stride), make([]float32, g.dim)
	}
	return w
}

func (x *Index) rest(w *walk) {
	w.g, w.blind = nil, w.blind[:0]
	x.walks.Put(w)
}

// refine orders nodes by all bits of their codes, the nearest first.
func (w *walk) refine(nodes []near) {
	const together = 64
	for i := 0; i < len(nodes); i += together {
		some := nodes[i:min(i+together, len(nodes))]
		w.ids = w.ids[:0]
		for _, n := range some {
			w.ids = append(w.ids, n.node())
		}
		w.g.low.Prefetch(len(w.query), w.ids)
		w.g.dots(w.products[:], w.products2[:], w.query, w.ids)
		for j, n := range some {
			some[j] = nearOf(w.products[j], n.node())
		}
	}
	w.sort(nodes)
}

// forget makes all nodes unseen.
func (w *walk) forget() {
	for _, node := range w.visited {
		w.seen[node/64] = 0
	}
	w.visited = w.visited[:0]
}

// see notes a node as seen.
func (w *walk) see(node uint32) {
	w.seen[node/64] |= 1 << (node % 64)
	w.visited = append(w.visited, node)
}

// measure returns how near a node is.
func (w *walk) measure(node uint32) near {
	w.ids = append(w.ids[:0], node)
	w.g.roughly(w.products[:4], w.query, w.ids[:1])
	return nearOf(w.products[0], node)
}

// entries is how many entry points a layer has; 1 in the paper. Where vectors lie
// in clusters far from each other, one leads to the wrong cluster too often.
const entries = 4

// descend is the first half of algorithm 5, K-NN-SEARCH, and of algorithm 1: it
// leaves in found the entry points of a layer, from the graph's entry point
// through the layers above.
func (w *walk) descend(entry uint32, top, layer int) {
	w.found = append(w.found[:0], w.measure(entry))
	for l := top; l > layer; l-- {
		w.nearest(l, entries)
	}
}

// ahead is for how many candidates beyond the next links are on their way. Of all that
// are found, fewer than half are followed in the end.
const ahead = 3

// nearest is algorithm 2, SEARCH-LAYER: it replaces found, the entry points, by
// the ef nearest nodes of a layer that it comes to from them.
//
// The candidates are those of found that are not marked. The paper's stop, the
// nearest candidate being further than the furthest found, is there when all are
// marked, as a candidate further than all of ef found is let go.
func (w *walk) nearest(layer, ef int) {
	w.forget()
	w.gathered = w.gathered[:0]
	found := w.found
	if cap(found) < ef+1 {
		found = append(make([]near, 0, ef+1), found...)
	}
	for i, n := range found {
		found[i] = n &^ followed
		w.see(n.node())
	}
	for _, node := range w.blind {
		w.see(node)
	}
	if len(found) > ef {
		found = found[:ef]
	}
	// The rows of one node's neighbors are on their way while those of the node before
	// are compared, and so are the links of the nodes that will be followed next.
	at, ids := 0, []uint32(nil)
	for {
		for at < len(found) && found[at]&followed != 0 {
			at++
		}
		var next []uint32
		if at < len(found) {
			found[at] |= followed
			next = w.unseen(w.g.list(found[at].node(), layer))
			w.g.high.Prefetch(len(w.query), next)
			if at+ahead < len(found) {
				vec.Prefetch(w.g.list(found[at+ahead].node(), layer).words)
			}
		} else if len(ids) == 0 {
			break
		}
		w.g.roughly(w.products[:], w.query, ids)
		for i, id := range ids {
			n := nearOf(w.products[i], id)
			if w.gather {
				w.gathered = append(w.gathered, n)
			}
			if len(found) < ef {
				found = append(found, n)
			} else if n.nearer(found[ef-1]) {
				found[ef-1] = n
			} else {
				continue
			}
			place := settle(found)
			if place < at+ahead {
				vec.Prefetch(w.g.list(id, layer).words)
			}
			at = min(at, place)
		}
		ids = next
	}
	w.found = found
}

// settle moves the last of found, which is otherwise in order, to its place, and
// returns that.
func settle(found []near) int {
	last := len(found) - 1
	n, low, high := found[last], 0, last
	for low < high {
		if middle := int(uint(low+high) >> 1); found[middle] < n {
			low = middle + 1
		} else {
			high = middle
		}
	}
	copy(found[low+1:], found[low:last])
	found[low] = n
	return low
}

// unseen returns the nodes of a list of links that were not seen, and notes them
// as seen.
func (w *walk) unseen(l list) []uint32 {
	seen, capacity := w.seen, w.g.capacity()
	before := len(w.visited)
	w.visited = slices.Grow(w.visited, l.room())
	next, n := w.visited[before:before+l.room()], 0
	for i := range l.words {
		word := atomic.LoadUint64(&l.words[i])
		if word == l.empty() {
			break
		}
		for range l.per {
			node := uint32(word) & l.none
			word >>= l.bits
			if node >= capacity { // none, or of a later graph
				continue
			}
			// Every other one was seen, which no processor foresees: no branch.
			s := seen[node/64]
			next[n] = node
			n += int(^s >> (node % 64) & 1)
			seen[node/64] = s | 1<<(node%64)
		}
	}
	w.visited = w.visited[:before+n]
	return next[:n]
}
