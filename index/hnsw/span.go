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
	var links []near
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
		l := g.list(queue[i], 0)
		of := l.treeLinks()
		links = l.append(links[:0])
		for j, n := range links {
			if to := n.node(); of < len(l.words) && n&treeMark == 0 && !reached[to] {
				links[j] |= treeMark
				of++
				linkBack(g.list(to, 0), queue[i])
				reached[to] = true
				queue = append(queue, to)
			}
		}
		l.write(links)
	}
}

// linkBack makes a list, which has no link of the tree, have one to a node, in the
// place of the last when there is no room.
func linkBack(l list, node uint32) {
	link := near(node) << 1
	links := slices.DeleteFunc(l.append(nil), func(n near) bool { return n == link })
	l.write(append(links[:min(len(links), l.room()-1)], link|treeMark))
}

// hang attaches a node that has links and is not of the tree to one that is.
func (x *Index) hang(w *walk, node uint32, reached []bool) {
	entry, top, _ := w.g.top()
	w.g.join(w.query, node)
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
	w.chosen[0] = w.g.list(node, 0).append(w.chosen[0][:0])
	x.attach(w, node)
}
