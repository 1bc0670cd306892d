package hnsw

import (
	"slices"
	"sync"
	"sync/atomic"
)

// lock is the lock of a node, which whoever writes its links holds. Nobody holds
// two.
func (x *Index) lock(node uint32) *sync.Mutex { return &x.locks[node%uint32(len(x.locks))] }

// write makes links the list, whose node is locked or not yet linked to. A search
// beside it sees some of the old and some of the new, all of them links.
func write(list []uint32, links []near) {
	for i := range list {
		word := uint32(noNode)
		if i < len(links) {
			if word = links[i].node(); links[i]&treeMark != 0 {
				word |= treeLink
			}
		}
		if atomic.LoadUint32(&list[i]) != word {
			atomic.StoreUint32(&list[i], word)
		}
	}
}

// length is how many links a list holds.
func length(list []uint32) int {
	for i := range list {
		if atomic.LoadUint32(&list[i]) == noNode {
			return i
		}
	}
	return len(list)
}

// link adds node to the links of another in a layer. When there is no room, the
// links are chosen anew from what there is, and node may not be among them unless
// it is a link of the tree.
func (x *Index) link(w *walk, from, node uint32, layer int, tree near) {
	list := w.g.list(from, layer)
	n := length(list)
	word := node
	if tree != 0 {
		word |= treeLink
	}
	if n < len(list) {
		atomic.StoreUint32(&list[n], word)
		return
	}
	w.reach(from, list, node, tree)
	w.relinked = w.choose(w.relinked[:0], w.around, len(list), 0)
	write(list, w.relinked)
}

// reach puts into around the nodes that a full list links to, and node, the
// nearest to from first.
func (w *walk) reach(from uint32, list []uint32, node uint32, tree near) {
	ids := w.ids[:0]
	around := w.around[:0]
	for i := range list {
		ids = append(ids, atomic.LoadUint32(&list[i])&^treeLink)
	}
	ids = append(ids, node)
	high, low := w.g.rows(from)
	join(w.codes, high, low)
	w.g.dots(w.products[:], w.products2[:], w.codes, ids)
	for i, id := range ids {
		mark := tree
		if i < len(list) {
			mark = near(atomic.LoadUint32(&list[i]) >> 31)
		}
		around = append(around, nearOf(w.products[i], id)|mark)
	}
	slices.Sort(around)
	w.around, w.ids = around, ids
}
