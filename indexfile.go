package kindred

import (
	"fmt"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/staged"
)

// The vector index of a generation: the graph, in sections of its own, and the
// vectors in front of it, which are few and read at open.

// A savableGraph has a form in a file.
type savableGraph interface {
	Save(w *section.Writer) error
}

// openGraph opens the graph that Save wrote. kind is the one that was written,
// asked that of Options.Index.
func openGraph(f *section.File, kind, asked string, workers int) (staged.Graph, error) {
	if kind == kindFlat {
		return nil, nil
	}
	return nil, fmt.Errorf("its index is of kind %s, which is not that of %s", kind, asked)
}

// saveIndex writes the index of the live slots, as one of a kind that kindOf gave.
// Nothing may be added or deleted meanwhile; vectors may move into the graph, and
// are then in both.
func saveIndex(w *section.Writer, x *staged.Index, kind string, live bitmap.Bitmap) error {
	vector := x.Fronted
	if kind == kindFlat {
		vector = x.Vector // the first may just be moving into a graph that is not written
	}
	var slots []uint32
	for slot := range live.All() {
		if vector(slot) != nil {
			slots = append(slots, slot)
		}
	}
	to, err := w.Section("front.slots")
	if err != nil {
		return err
	}
	if _, err := to.Write(section.Bytes(slots)); err != nil {
		return err
	}
	if to, err = w.Section("front.vectors"); err != nil {
		return err
	}
	var b []byte
	for _, slot := range slots {
		b = corpus.AppendFloat16(b[:0], x.Vector(slot))
		if _, err := to.Write(b); err != nil {
			return err
		}
	}
	if kind == kindFlat {
		return nil
	}
	graph, ok := x.Graph().(savableGraph)
	if !ok {
		return fmt.Errorf("a graph of kind %s has no form in a file", kind)
	}
	return graph.Save(w)
}

// openIndex opens what saveIndex wrote.
func openIndex(o *opener, kind, asked string, dim, workers int) (*staged.Index, error) {
	graph, err := openGraph(o.file, kind, asked, workers)
	if err != nil {
		return nil, err
	}
	x, err := newIndex(asked, dim, workers, graph)
	if err != nil {
		return nil, err
	}
	slots := whole[uint32](o, "front.slots", -1)
	b := whole[byte](o, "front.vectors", 2*dim*len(slots))
	if o.err != nil {
		return nil, o.err
	}
	vectors := make([]float32, 0, min(len(slots), addBatch)*dim)
	for len(slots) > 0 {
		n := min(len(slots), addBatch)
		vectors = corpus.Float16s(vectors[:0], b[:2*dim*n])
		if err := x.Add(slots[:n], vectors); err != nil {
			return nil, fmt.Errorf("a vector cannot be used: %w: %w", section.ErrDamaged, err)
		}
		slots, b = slots[n:], b[2*dim*n:]
	}
	x.Delete(whole[uint32](o, "retired", -1))
	return x, o.err
}
