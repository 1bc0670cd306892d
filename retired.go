package kindred

// retired are slots that no newer view shows, but that a search on an older
// one may still find. It belongs to Engine.applying.
type retired struct {
	batches []retiredBatch // the oldest first
}

type retiredBatch struct {
	last  *view // the youngest view that shows them
	slots []uint32
}

// add remembers slots that were taken out behind view last. Also without
// slots: the searches on last hold back what follows.
func (r *retired) add(last *view, slots []uint32) {
	r.batches = append(r.batches, retiredBatch{last, slots})
}

// free returns the slots that no search can find any more: those up to the
// first view that is being used. A view that is not the engine's gets no new
// readers.
func (r *retired) free() []uint32 {
	var slots []uint32
	for len(r.batches) > 0 && r.batches[0].last.readers.Load() == 0 {
		slots = append(slots, r.batches[0].slots...)
		r.batches = r.batches[1:]
	}
	return slots
}

// slots are all that are not free yet.
func (r *retired) slots() []uint32 {
	slots := []uint32{}
	for _, b := range r.batches {
		slots = append(slots, b.slots...)
	}
	return slots
}
