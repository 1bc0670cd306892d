package hnsw

// The heuristic of algorithm 4 may leave a node that no link leads to. So that it
// cannot, some links of layer 0 are of a tree, and stay: a new node hangs on one
// that is there, with links both ways. The tree spans all nodes, therefore each is
// reached from each.

// attach hangs a node on the tree, the nearest of found or, where those have no
// room for a child, of what hangs on them. Its links of layer 0 are chosen; they
// are written, together with that to what it hangs on, which is returned.
func (x *Index) attach(w *walk, node uint32) uint32 {
	for _, n := range w.found {
		if x.hangOn(w, node, n&^followed) {
			return n.node()
		}
	}
	// Many equal vectors. The tree is followed from one of those to the next, away
	// from those that were looked at, to a leaf at the latest, which has room.
	seen := map[uint32]bool{node: true}
	path := w.around[:0]
	for _, n := range w.found {
		seen[n.node()] = true
		path = append(path, n&^followed)
	}
	defer func() { w.around = path }()
	for {
		last := path[len(path)-1]
		path = path[:len(path)-1]
		for _, next := range w.g.list(last.node(), 0).append(nil) {
			if next&treeMark == 0 || seen[next.node()] {
				continue
			}
			seen[next.node()] = true
			n := w.measure(next.node())
			if x.hangOn(w, node, n) {
				return next.node()
			}
			path = append(path, n)
		}
	}
}

// hangOn hangs a node on a parent when that has room for a child.
func (x *Index) hangOn(w *walk, node uint32, parent near) bool {
	w.relinked = append(w.relinked[:0], parent|treeMark)
	for _, n := range w.chosen[0] {
		if n.node() != parent.node() {
			w.relinked = append(w.relinked, n)
		}
	}
	own := w.g.list(node, 0)
	own.write(w.relinked[:min(len(w.relinked), own.room())])
	return x.adopt(w, parent.node(), node)
}

// adopt adds child to the links of a node as one of the tree, unless each word has
// one already: the others lead where searches want to go.
func (x *Index) adopt(w *walk, node, child uint32) bool {
	lock := x.lock(node)
	lock.Lock()
	defer lock.Unlock()
	if l := w.g.list(node, 0); l.treeLinks() == len(l.words) {
		return false
	}
	x.link(w, node, child, 0, treeMark)
	return true
}
