package staged

import (
	"context"
	"slices"
)

// linkBatch is how many vectors move at a time: enough to keep all cores of a
// graph busy, few enough that Link ends soon after its context.
const linkBatch = 512

// Link moves what is in front into the graph until at most rest are left, or until
// ctx ends, whose error it then returns; what was moved stays moved. progress, when
// not nil, is told after each batch how many are left. Without a graph nothing
// moves.
func (x *Index) Link(ctx context.Context, rest int, progress func(left int)) error {
	if x.graph == nil {
		return nil
	}
	x.linking.Lock()
	defer x.linking.Unlock()
	if x.room == nil {
		x.room = make([]float32, 0, linkBatch*x.dim)
	}
	for x.front.Len() > rest {
		if err := ctx.Err(); err != nil {
			return err
		}
		slots, vectors := x.take(x.room)
		if len(slots) == 0 { // what is in front is being added: the end of that is waited for
			x.writing.Lock()
			slots, vectors = x.take(x.room)
			x.writing.Unlock()
		}
		if len(slots) == 0 {
			return nil
		}
		if err := x.graph.Add(slots, vectors); err != nil {
			x.giveBack(slots)
			return err
		}
		x.settle(slots)
		if progress != nil {
			progress(x.front.Len())
		}
	}
	return nil
}

// take returns the oldest slots in front with their vectors, none when there are
// none left, and notes them as moving. The vectors lie in room, which is empty.
func (x *Index) take(room []float32) (slots []uint32, vectors []float32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	slots = make([]uint32, 0, linkBatch)
	vectors = room
	taken := 0
	for _, s := range x.pending {
		if len(slots) == linkBatch {
			break
		}
		taken++
		// A slot is pending twice when it was replaced in front.
		if v := x.front.Vector(s); v != nil && !slices.Contains(slots, s) {
			slots, vectors = append(slots, s), append(vectors, v...)
		}
	}
	if x.pending = x.pending[taken:]; len(x.pending) == 0 {
		x.pending = nil
	}
	x.moving, x.gone = slots, nil
	return slots, vectors
}

// settle takes out of the front what the graph now has, and out of the graph what
// was deleted or replaced while it moved. Until then a search may find a vector in
// both, never in neither.
func (x *Index) settle(slots []uint32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	stay := slices.DeleteFunc(slices.Clone(slots), func(s uint32) bool { return slices.Contains(x.gone, s) })
	x.front.Delete(stay)
	x.graph.Delete(x.gone)
	x.moving, x.gone = nil, nil
}

// giveBack leaves in front what the graph did not take.
func (x *Index) giveBack(slots []uint32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.pending = append(slices.Clone(slots), x.pending...)
	x.moving, x.gone = nil, nil
}
