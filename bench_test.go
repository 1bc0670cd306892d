package kindred

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus/format"
)

// The benchmarks run on the Daily Papers with the built-in model, which are
// not part of the project: ../shared, or KINDRED_SHARED.
func dailyPapers(b *testing.B) string {
	b.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("KINDRED_SHARED"), "../shared"), "corpora", "hf-daily.json.zst")
	if _, err := os.Stat(path); err != nil {
		b.Skipf("needs %s, which is not part of the project: %v; set KINDRED_SHARED", path, err)
	}
	return path
}

func benchEngine(b *testing.B, path string) *Engine {
	b.Helper()
	e, err := Open(path, Options{Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { e.Close() })
	return e
}

// questions are asked in turn.
var questions = []string{
	"how do language models plan ahead?", "diffusion for video generation", "reward hacking in reinforcement learning",
	"small models that run on a phone", "retrieval augmented generation over long documents", "robots that learn from human videos",
	"3D scenes from a few photographs", "mathematical reasoning with verification", "speech synthesis of unseen voices", "attention with linear cost",
}

// BenchmarkImport brings all papers into a new store, and then again.
func BenchmarkImport(b *testing.B) {
	file := dailyPapers(b)
	for b.Loop() {
		e := benchEngine(b, filepath.Join(b.TempDir(), "papers.db"))
		for _, name := range []string{"new", "unchanged"} {
			begun := time.Now()
			r, err := e.Add(b.Context(), format.ReadFile(file, format.Options{}))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(r.Read)/time.Since(begun).Seconds(), name+"/s")
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWarm opens a store and brings it into memory, the model with it.
func BenchmarkWarm(b *testing.B) {
	path := imported(b)
	for b.Loop() {
		e := benchEngine(b, path)
		if err := e.Warm(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func imported(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "papers.db")
	e := benchEngine(b, path)
	if _, err := e.Add(b.Context(), format.ReadFile(dailyPapers(b), format.Options{})); err != nil {
		b.Fatal(err)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkSearch asks one question after the other, with and without filters,
// and related papers.
func BenchmarkSearch(b *testing.B) {
	e := benchEngine(b, imported(b))
	for _, c := range []struct {
		name string
		q    Query
	}{
		{"plain", Query{}},
		{"author", Query{Filter: Filter{Authors: []string{"wang"}}}},
		{"votes", Query{Filter: Filter{MinVotes: 50}}},
		{"hot", Query{Profile: "hot"}},
		{"hundred", Query{Limit: 100}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				c.q.Text = questions[i%len(questions)]
				begun := time.Now()
				if _, err := e.Search(b.Context(), c.q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
	b.Run("at once", func(b *testing.B) {
		var n atomic.Int64
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := e.Search(b.Context(), Query{Text: questions[int(n.Add(1))%len(questions)]}); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
	})
}

// BenchmarkSearchDuringImport asks while papers are imported.
func BenchmarkSearchDuringImport(b *testing.B) {
	file := dailyPapers(b)
	for b.Loop() {
		e := benchEngine(b, filepath.Join(b.TempDir(), "papers.db"))
		if err := e.Warm(b.Context()); err != nil {
			b.Fatal(err)
		}
		var (
			done atomic.Bool
			took []time.Duration
		)
		begun := time.Now()
		atOnce(func() {
			defer done.Store(true)
			r, err := e.Add(b.Context(), format.ReadFile(file, format.Options{}))
			if err != nil {
				b.Error(err)
			}
			b.ReportMetric(float64(r.Read)/time.Since(begun).Seconds(), "imported/s")
		}, func() {
			for i := 0; !done.Load(); i++ {
				asked := time.Now()
				res, err := e.Search(b.Context(), Query{Text: questions[i%len(questions)]})
				if err != nil {
					b.Error(err)
				}
				if res.Total > 0 { // nothing is looked for among no papers
					took = append(took, time.Since(asked))
				}
			}
		})
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
