package embed

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	onnx "github.com/yalue/onnxruntime_go"
)

// session is a loaded graph. It is safe for concurrent use, each run with a
// scratch of its own.
type session struct {
	run    *onnx.DynamicAdvancedSession
	graph  graph
	padID  int64
	tables []onnx.Value   // inputs of every run, behind the graph's own
	pins   runtime.Pinner // on the tables' bytes
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
	s := &session{graph: g, padID: padID}
	if err := s.load(f, file, o); err != nil {
		return nil, fmt.Errorf("cannot load %s of %s: %w; export it or add the model again", file, f, oneLine(errors.Join(err, s.close())))
	}
	return s, nil
}

// load loads the graph: from its path, or from its bytes, whose tables stay where they are.
func (s *session) load(f folder, file string, o *onnx.SessionOptions) (err error) {
	outputs := []string{s.graph.output}
	if f.dir != "" {
		s.run, err = onnx.NewDynamicAdvancedSession(f.path(file), s.graph.inputs, outputs, o)
		return err
	}
	data, err := f.read(file)
	if err != nil {
		return err
	}
	rest, tables, err := detachTables(data, tableFrom)
	if err != nil {
		return err
	}
	inputs := slices.Clone(s.graph.inputs)
	for _, t := range tables {
		s.pins.Pin(unsafe.SliceData(t.data))
		value, err := onnx.NewCustomDataTensor(t.dims, t.data, onnx.TensorElementDataType(t.elem)) // the numbers are those of TensorProto.DataType
		if err != nil {
			return err
		}
		s.tables, inputs = append(s.tables, value), append(inputs, t.name)
	}
	s.run, err = onnx.NewDynamicAdvancedSessionWithONNXData(rest, inputs, outputs, o)
	return err
}

func (s *session) close() (err error) {
	if s.run != nil {
		err = s.run.Destroy()
	}
	for _, t := range s.tables {
		err = errors.Join(err, t.Destroy())
	}
	s.pins.Unpin()
	return err
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
	defer w.pins.Unpin()
	w.pins.Pin(&w.out[0])
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
	defer w.pins.Unpin()
	out := []onnx.Value{nil} // allocated by the run, in whatever shape comes
	if err := s.runInto(onnx.NewShape(1, int64(tokens)), &w, out); err != nil {
		return nil, err
	}
	defer out[0].Destroy()
	return out[0].GetShape().Clone(), nil
}

// runInto runs the graph on the batch in w, of the given shape. It pins the
// inputs; the caller unpins.
func (s *session) runInto(shape onnx.Shape, w *scratch, out []onnx.Value) error {
	in := make([]onnx.Value, 0, len(s.graph.inputs))
	defer func() {
		for _, t := range in {
			t.Destroy()
		}
	}()
	for _, name := range s.graph.inputs {
		values := w.input(name)
		w.pins.Pin(&values[0])
		t, err := onnx.NewTensor(shape, values)
		if err != nil {
			return err
		}
		in = append(in, t)
	}
	return oneLine(s.run.Run(slices.Concat(in, s.tables), out))
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

// runtimeError is an error of ONNX Runtime, whose text has line ends and tabs,
// as part of a sentence.
type runtimeError struct{ error }

func (e runtimeError) Error() string { return strings.Join(strings.Fields(e.error.Error()), " ") }

func (e runtimeError) Unwrap() error { return e.error }

func oneLine(err error) error {
	if err == nil {
		return nil
	}
	return runtimeError{err}
}
