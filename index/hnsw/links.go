package hnsw

import "sync"

// lock is the lock of a node, which whoever writes its links holds. Nobody holds
// two.
func (x *Index) lock(node uint32) *sync.Mutex { return &x.locks[node%uint32(len(x.locks))] }

// link adds node to the links of another in a layer, which is locked. When there is
// no room, the links are chosen anew from what there is, fewer than there is room
// for, so that the next ones find some; and node may not be among them unless it is a
// link of the tree.
func (x *Index) link(w *walk, from, node uint32, layer int, tree near) {
	l := w.g.list(from, layer)
	if tree == 0 && l.add(node) {
		return
	}
	w.around = append(l.append(w.around[:0]), near(node)<<1|tree)
	if len(w.around) <= l.room() {
		l.write(w.around)
		return
	}
	w.measureAround(from)
	m := l.room() - l.room()/6
	w.relinked = w.choose(w.relinked[:0], w.around, m, m)
	l.write(w.relinked)
}

// measureAround orders around by how near its nodes are to one, the nearest first.
// Marks stay.
func (w *walk) measureAround(from uint32) {
	w.ids = w.ids[:0]
	for _, n := range w.around {
		w.ids = append(w.ids, n.node())
	}
	w.g.high.Prefetch(len(w.codes), w.ids)
	w.g.low.Prefetch(len(w.codes), w.ids)
	w.g.join(w.codes, from)
	w.g.dots(w.products[:], w.products2[:], w.codes, w.ids)
	for i, n := range w.around {
		w.around[i] = nearOf(w.products[i], n.node()) | n&treeMark
	}
	w.sort(w.around)
}
