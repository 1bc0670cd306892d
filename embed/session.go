package embed

import (
	"fmt"
	"slices"

	onnx "github.com/yalue/onnxruntime_go"
)

// session is a loaded graph. It is safe for concurrent use, each run with a
// scratch of its own.
type session struct {
	run   *onnx.DynamicAdvancedSession
	graph graph
	padID int64
}

// newSession loads the graph. threads is the number of cores that one run may
// use; runs beside each other come on top.
func newSession(f folder, file string, g graph, padID int64, threads int) (*session, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("cannot prepare a session: %w", err)
	}
	defer o.Destroy()
	for _, err := range []error{
		o.SetIntraOpNumThreads(threads),
		o.SetInterOpNumThreads(1),
		// Lengths differ from batch to batch: a pattern would be planned for
		// each, and the arena would keep the largest of all for ever.
		o.SetMemPattern(false),
		o.SetCpuMemArena(false),
		// An idle server is idle.
		o.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"),
	} {
		if err != nil {
			return nil, fmt.Errorf("cannot set up a session: %w", err)
		}
	}
	run, err := loadGraph(f, file, g, o)
	if err != nil {
		return nil, fmt.Errorf("cannot load %s of %s: %w; export it or add the model again", file, f, err)
	}
	return &session{run: run, graph: g, padID: padID}, nil
}

func loadGraph(f folder, file string, g graph, o *onnx.SessionOptions) (*onnx.DynamicAdvancedSession, error) {
	if f.dir != "" {
		return onnx.NewDynamicAdvancedSession(f.path(file), g.inputs, []string{g.output}, o)
	}
	data, err := f.read(file)
	if err != nil {
		return nil, err
	}
	return onnx.NewDynamicAdvancedSessionWithONNXData(data, g.inputs, []string{g.output}, o)
}

func (s *session) close() error { return s.run.Destroy() }

// scratch is the memory of one run. ONNX Runtime reads and writes it in place,
// so it belongs to one run at a time.
type scratch struct {
	ids, mask, types []int64   // [texts x tokens]
	out              []float32 // [texts x dimension] or [texts x tokens x dimension]

	batch [][]int64 // ids of the texts of a batch
	text  []int64   // ids of a single text
}

// vectors runs the graph on a batch of token ids, none of them empty, and
// returns its output: for text i, row(i) holds its vector (rank 2) or the
// vectors of its tokens, padding left out (rank 3). The rows are valid until
// the scratch is used again.
func (s *session) vectors(batch [][]int64, w *scratch) (rows, error) {
	texts, tokens := int64(len(batch)), int64(w.fill(batch, s.padID))
	shape := onnx.NewShape(texts, int64(s.graph.dimension))
	if s.graph.rank == 3 {
		shape = onnx.NewShape(texts, tokens, int64(s.graph.dimension))
	}
	w.out = grow(w.out, int(shape.FlattenedSize()))
	out, err := onnx.NewTensor(shape, w.out)
	if err != nil {
		return rows{}, fmt.Errorf("cannot take the graph's output: %w", err)
	}
	defer out.Destroy()
	if err := s.runInto(onnx.NewShape(texts, tokens), w, []onnx.Value{out}); err != nil {
		return rows{}, fmt.Errorf("cannot run the graph on %d texts of up to %d tokens: %w", texts, tokens, err)
	}
	return rows{data: w.out, stride: len(w.out) / len(batch), dimension: s.graph.dimension, rank: s.graph.rank}, nil
}

// probe runs the graph on one text and returns the shape of what it gives.
func (s *session) probe(ids []int64) (onnx.Shape, error) {
	var w scratch
	tokens := w.fill([][]int64{ids}, s.padID)
	out := []onnx.Value{nil} // allocated by the run, in whatever shape comes
	if err := s.runInto(onnx.NewShape(1, int64(tokens)), &w, out); err != nil {
		return nil, err
	}
	defer out[0].Destroy()
	return out[0].GetShape().Clone(), nil
}

// runInto runs the graph on the batch in w, of the given shape.
func (s *session) runInto(shape onnx.Shape, w *scratch, out []onnx.Value) error {
	in := make([]onnx.Value, 0, len(s.graph.inputs))
	defer func() {
		for _, t := range in {
			t.Destroy()
		}
	}()
	for _, name := range s.graph.inputs {
		t, err := onnx.NewTensor(shape, w.input(name))
		if err != nil {
			return err
		}
		in = append(in, t)
	}
	return s.run.Run(in, out)
}

// fill lays the batch out row by row, padded to the longest, and returns that
// length.
func (w *scratch) fill(batch [][]int64, padID int64) int {
	tokens := 0
	for _, ids := range batch {
		tokens = max(tokens, len(ids))
	}
	n := len(batch) * tokens
	w.ids, w.mask = grow(w.ids, n), grow(w.mask, n)
	if len(w.types) < n { // always zero, so it only ever grows
		w.types = make([]int64, n)
	}
	for i, ids := range batch {
		row, mask := w.ids[i*tokens:(i+1)*tokens], w.mask[i*tokens:(i+1)*tokens]
		copy(row, ids)
		for j := range mask {
			if j < len(ids) {
				mask[j] = 1
			} else {
				mask[j], row[j] = 0, padID
			}
		}
	}
	return tokens
}

// input returns the values of the graph's input of that name.
func (w *scratch) input(name string) []int64 {
	switch name {
	case attentionMask:
		return w.mask
	case tokenTypeIDs:
		return w.types
	}
	return w.ids
}

// rows is a graph's output for a batch.
type rows struct {
	data                    []float32
	stride, dimension, rank int
}

// row returns text i's part: its vector, or the vectors of its tokens.
func (r rows) row(i, tokens int) []float32 {
	row := r.data[i*r.stride : (i+1)*r.stride]
	if r.rank == 3 {
		return row[:tokens*r.dimension]
	}
	return row
}

func grow[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }
