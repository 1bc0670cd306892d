package hnsw

// Delete takes out what the slots hold; a slot that holds nothing is passed over.
// A search that begins when it has returned finds none of them. Their nodes stay
// as stepping stones until a third of all are such, when Delete compacts.
func (x *Index) Delete(slots []uint32) {
	x.writing.Lock()
	defer x.writing.Unlock()
	g := x.current.Load()
	for _, slot := range slots {
		if g.node(slot) != noNode {
			g.hold(slot, noNode)
		}
	}
	x.tidy()
}

// tidy compacts when a third of the nodes hold no vector, so that in the long run
// each deleted or replaced one costs as much as repairing the links of two.
func (x *Index) tidy() {
	if g := x.current.Load(); g.dead.Load() > g.live.Load()/2 {
		x.compact()
	}
}
