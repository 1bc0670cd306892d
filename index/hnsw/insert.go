package hnsw

// insert is algorithm 1, INSERT, of a node whose row is written and which nothing
// links to; instead, a node that it replaces or noNode, is not linked to.
//
// Links are looked for from the top down and written from the bottom up: a search
// that comes to the node in one layer can go on in all below.
func (x *Index) insert(w *walk, node, instead uint32) {
	g := w.g
	layer := g.layer(node)
	entry, top, _ := g.top()
	if layer > top {
		x.raising.Lock()
		defer x.raising.Unlock()
		entry, top, _ = g.top()
	}
	g.join(w.query, node)
	w.descend(entry, top, layer)
	for l := min(top, layer); l >= 0; l-- {
		w.nearestAndMore(l, x.options.EfConstruction)
		// Up to as many as there is room for: in layer 0 twice the paper's M, of which
		// the heuristic leaves fewer.
		w.chosen[l] = w.choose(w.chosen[l][:0], w.candidates(instead), g.list(node, l).room(), g.m/2)
	}
	parent := x.attach(w, node)
	for l := 0; l <= min(top, layer); l++ {
		if l > 0 {
			g.list(node, l).write(w.chosen[l])
		}
		for _, n := range w.chosen[l] {
			if to := n.node(); l > 0 || to != parent {
				lock := x.lock(to)
				lock.Lock()
				x.link(w, to, node, l, 0)
				lock.Unlock()
			}
		}
	}
	if layer > top {
		g.setTop(node, layer)
	}
}

// candidates puts into around what found holds and may be linked to, nodes that
// hold a vector, or any when none does, the nearest by all bits first.
func (w *walk) candidates(instead uint32) []near {
	w.around = w.around[:0]
	for _, n := range w.found {
		if node := n.node(); node != instead && w.g.slot(node) != noSlot {
			w.around = append(w.around, n)
		}
	}
	if len(w.around) == 0 {
		w.around = append(w.around, w.found...)
	}
	w.refine(w.around)
	return w.around
}
