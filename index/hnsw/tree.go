package hnsw

import "sync/atomic"

// The heuristic of algorithm 4 may leave a node that no link leads to. So that it
// cannot, some links of layer 0 are of a tree, and stay: a new node hangs on one
// that is there, with links both ways. The tree spans all nodes, therefore each is
// reached from each.

// attach hangs a node on the tree, the nearest of found or, where those have no
// room for a child, of what hangs on them. Its links of layer 0 are chosen; they
// are written, together with that to what it hangs on, which is returned.
func (x *Index) attach(w *walk, node uint32) uint32 {
	queue := w.around[:0]
	for _, n := range w.found {
		queue = append(queue, n&^followed)
	}
	own := w.g.list(node, 0)
	var seen map[uint32]bool // of the queue beyond found, which is rarely looked at
	for i := 0; ; i++ {
		parent := queue[i]
		w.relinked = append(w.relinked[:0], parent|treeMark)
		for _, n := range w.chosen[0] {
			if n.node() != parent.node() {
				w.relinked = append(w.relinked, n)
			}
		}
		write(own, w.relinked[:min(len(w.relinked), len(own))])
		if x.adopt(w, parent.node(), node) {
			w.around = queue
			return parent.node()
		}
		// All of the tree is behind the first: a leaf has room.
		if seen == nil {
			seen = map[uint32]bool{node: true}
			for _, n := range queue {
				seen[n.node()] = true
			}
		}
		list := w.g.list(parent.node(), 0)
		for j := range list {
			if link := atomic.LoadUint32(&list[j]); link != noNode && link&treeLink != 0 && !seen[link&^treeLink] {
				seen[link&^treeLink] = true
				queue = append(queue, w.measure(link&^treeLink))
			}
		}
	}
}

// adopt adds child to the links of a node as one of the tree, unless half of its
// links are of the tree already: the others lead where searches want to go.
func (x *Index) adopt(w *walk, node, child uint32) bool {
	lock := x.lock(node)
	lock.Lock()
	defer lock.Unlock()
	list := w.g.list(node, 0)
	if treeLinks(list) >= len(list)/2 {
		return false
	}
	x.link(w, node, child, 0, treeMark)
	return true
}

func treeLinks(list []uint32) int {
	n := 0
	for i := range list {
		if link := atomic.LoadUint32(&list[i]); link != noNode && link&treeLink != 0 {
			n++
		}
	}
	return n
}
