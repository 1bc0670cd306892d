package hnsw

import "slices"

// span makes a tree (see tree.go) of links of a graph that has none, and that
// nobody else has: those over which each node is first come to from the entry
// point, with a link back. A node that is not come to is hung on one that is.
func (x *Index) span(g *graph) {
	entry, _, ok := g.top()
	if !ok {
		return
	}
	w := x.walk(g)
	defer x.rest(w)
	reached := make([]bool, g.nodes.Load())
	reached[entry] = true
	queue, next := []uint32{entry}, uint32(0) // all before next are reached
	for i := 0; ; i++ {
		if i == len(queue) {
			for int(next) < len(reached) && reached[next] {
				next++
			}
			if int(next) == len(reached) {
				return
			}
			x.hang(w, next, reached)
			reached[next] = true
			queue = append(queue, next)
		}
		list := g.list(queue[i], 0)
		of := treeLinks(list)
		for j, link := range list {
			if link == noNode || of >= len(list)/2 {
				break
			}
			if link&treeLink == 0 && !reached[link] {
				list[j] |= treeLink
				of++
				linkBack(g.list(link, 0), queue[i])
				reached[link] = true
				queue = append(queue, link)
			}
		}
	}
}

// linkBack makes a list, which has no link of the tree, have one to a node, in the
// place of the last when there is no room.
func linkBack(list []uint32, node uint32) {
	at := slices.Index(list, node)
	if at < 0 {
		at = min(length(list), len(list)-1)
	}
	list[at] = node | treeLink
}

// hang attaches a node that has links and is not of the tree to one that is.
func (x *Index) hang(w *walk, node uint32, reached []bool) {
	entry, top, _ := w.g.top()
	high, low := w.g.rows(node)
	join(w.query, high, low)
	w.descend(entry, top, 0)
	w.nearest(0, x.options.EfConstruction)
	of := w.found[:0]
	for _, n := range w.found {
		if reached[n.node()] {
			of = append(of, n)
		}
	}
	if w.found = of; len(of) == 0 {
		w.found = append(w.found, w.measure(entry))
	}
	w.chosen[0] = w.chosen[0][:0]
	for _, link := range w.g.list(node, 0) {
		if link != noNode {
			w.chosen[0] = append(w.chosen[0], near(link)<<1)
		}
	}
	x.attach(w, node)
}
