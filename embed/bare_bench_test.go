package embed

import (
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	onnx "github.com/yalue/onnxruntime_go"
)

// BenchmarkFolder compares Documents with the bare ONNX Runtime loop, for the
// model folder that KINDRED_BENCH_MODEL names (scripts/bench makes one of
// MiniLM-L6's shape). The bare loop runs the same batches, cut into tokens
// beforehand, and does nothing with what comes out. The two take turns, so
// that a noisy machine is noisy for both.
func BenchmarkFolder(b *testing.B) {
	dir := os.Getenv("KINDRED_BENCH_MODEL")
	if dir == "" {
		b.Skip("needs a model folder: set KINDRED_BENCH_MODEL, or run scripts/bench/peer.sh")
	}
	texts := dailyPapers(b, 512)
	m, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	batches := bareBatches(m, texts)
	var ours, bare time.Duration
	for b.Loop() {
		started := time.Now()
		if _, err := m.Documents(b.Context(), texts); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(started)
		started = time.Now()
		bareLoop(b, m, batches)
		bare += time.Since(started)
	}
	n := float64(len(texts) * b.N)
	b.ReportMetric(n/ours.Seconds(), "docs/s")
	b.ReportMetric(n/bare.Seconds(), "bare-docs/s")
	b.ReportMetric(bare.Seconds()/ours.Seconds(), "of-bare")
}

// bareBatch is a batch as the graph takes it.
type bareBatch struct {
	shape      onnx.Shape
	ids, mask  []int64
	types      []int64
	outputSize onnx.Shape
}

func bareBatches(m *Model, texts []string) []bareBatch {
	ids := make([][]int64, len(texts))
	m.cut(texts, ids, make([]Embedding, len(texts)))
	lengths := make([]int, len(ids))
	for i := range ids {
		lengths[i] = len(ids[i])
	}
	var out []bareBatch
	for _, indexes := range plan(lengths, m.limits) {
		var batch [][]int64
		for _, i := range indexes {
			batch = append(batch, ids[i])
		}
		var w scratch
		tokens := int64(w.fill(batch, m.session.padID))
		bb := bareBatch{shape: onnx.NewShape(int64(len(batch)), tokens), ids: w.ids, mask: w.mask, types: w.types}
		bb.outputSize = onnx.NewShape(int64(len(batch)), int64(m.Dimension()))
		if m.session.graph.rank == 3 {
			bb.outputSize = onnx.NewShape(int64(len(batch)), tokens, int64(m.Dimension()))
		}
		out = append(out, bb)
	}
	return out
}

func bareLoop(b *testing.B, m *Model, batches []bareBatch) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(batches); i = int(next.Add(1)) - 1 {
				if err := bareRun(m, batches[i]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func bareRun(m *Model, batch bareBatch) error {
	w := scratch{ids: batch.ids, mask: batch.mask, types: batch.types}
	out, err := onnx.NewEmptyTensor[float32](batch.outputSize)
	if err != nil {
		return err
	}
	defer out.Destroy()
	defer w.pins.Unpin()
	return m.session.runInto(batch.shape, &w, []onnx.Value{out})
}
