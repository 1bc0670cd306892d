package embed

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/models"
)

// benchQuestions are of 6 to 12 words, as people ask.
var benchQuestions = []string{
	"how do vision transformers scale with data",
	"efficient fine tuning of large language models with low rank adapters",
	"gravitational waves from merging neutron stars and the equation of state",
	"which graph neural networks predict the properties of molecules",
	"diffusion models for text to image synthesis with few steps",
	"robust policies for legged robots trained in simulation only",
	"protein structure prediction without multiple sequence alignments",
	"what is known about hallucination in retrieval augmented generation",
}

func openBuiltin(tb testing.TB, o Options) *Model {
	tb.Helper()
	m, err := OpenFS(models.Builtin(), models.BuiltinName, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { m.Close() })
	return m
}

// BenchmarkDocuments: the built-in model over all daily papers, tokenizing
// included, on all cores.
func BenchmarkDocuments(b *testing.B) {
	texts := dailyPapers(b, 0)
	m := openBuiltin(b, Options{})
	benchmarkDocuments(b, m, texts)
}

func benchmarkDocuments(b *testing.B, m *Model, texts []string) {
	b.Helper()
	for b.Loop() {
		if _, err := m.Documents(context.Background(), texts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(texts)*b.N)/b.Elapsed().Seconds(), "docs/s")
}

// BenchmarkBatchTokens is where defaultBatchTokens comes from: of the built-in
// model, or of the folder that KINDRED_BENCH_MODEL names.
func BenchmarkBatchTokens(b *testing.B) {
	for _, budget := range []int{128, 256, 512, 1024, 2048, 4096, 8192, 16384} {
		b.Run(strconv.Itoa(budget), func(b *testing.B) {
			benchmarkOptions(b, Options{BatchTokens: budget})
		})
	}
}

// BenchmarkSplit is where one thread in each run comes from: all cores inside
// one run after the other, against one core in each of as many runs.
func BenchmarkSplit(b *testing.B) {
	cores := runtime.GOMAXPROCS(0)
	b.Run("runs", func(b *testing.B) { benchmarkOptions(b, Options{Workers: cores, ThreadsPerRun: 1}) })
	b.Run("threads", func(b *testing.B) { benchmarkOptions(b, Options{Workers: 1, ThreadsPerRun: cores}) })
	b.Run("both", func(b *testing.B) { benchmarkOptions(b, Options{Workers: cores, ThreadsPerRun: cores}) })
}

// benchmarkOptions measures the built-in model, or a slower one that
// KINDRED_BENCH_MODEL names on fewer texts.
func benchmarkOptions(b *testing.B, o Options) {
	b.Helper()
	dir := os.Getenv("KINDRED_BENCH_MODEL")
	if dir == "" {
		benchmarkDocuments(b, openBuiltin(b, o), dailyPapers(b, 4096))
		return
	}
	m, err := Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	benchmarkDocuments(b, m, dailyPapers(b, 256))
}

// BenchmarkQuery: one question, tokenizing included; its median is the figure.
func BenchmarkQuery(b *testing.B) {
	m := openBuiltin(b, Options{})
	i := 0
	benchmarkLatency(b, func() {
		if _, err := m.Query(context.Background(), benchQuestions[i%len(benchQuestions)]); err != nil {
			b.Fatal(err)
		}
		i++
	})
}

// BenchmarkQueryDuringImport: the same while all cores embed documents.
func BenchmarkQueryDuringImport(b *testing.B) {
	texts := dailyPapers(b, 0)
	m := openBuiltin(b, Options{})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			m.Documents(ctx, texts)
		}
	}()
	i := 0
	benchmarkLatency(b, func() {
		if _, err := m.Query(context.Background(), benchQuestions[i%len(benchQuestions)]); err != nil {
			b.Fatal(err)
		}
		i++
	})
	stop()
	<-done
}

func benchmarkLatency(b *testing.B, do func()) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		started := time.Now()
		do()
		took = append(took, time.Since(started))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
}

// BenchmarkOpen: from nothing to the first vector.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		m, err := OpenFS(models.Builtin(), models.BuiltinName, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Query(context.Background(), benchQuestions[0]); err != nil {
			b.Fatal(err)
		}
		m.Close()
	}
}

// BenchmarkMemory: 100,000 queries after 20,000 of warm-up, and what the
// process has grown by in between.
func BenchmarkMemory(b *testing.B) {
	m := openBuiltin(b, Options{})
	ask := func(n int) {
		for i := range n {
			text := fmt.Sprintf("%s %d", benchQuestions[i%len(benchQuestions)], i)
			if _, err := m.Query(context.Background(), text); err != nil {
				b.Fatal(err)
			}
		}
	}
	ask(20_000)
	var grown float64
	for b.Loop() {
		before := residentKB(b)
		ask(100_000)
		grown = max(grown, residentKB(b)-before)
	}
	b.ReportMetric(grown, "KB-grown")
}

// residentKB is the process's resident memory.
func residentKB(tb testing.TB) float64 {
	tb.Helper()
	runtime.GC()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Skip("needs /proc/self/statm, which only Linux has")
	}
	pages, err := strconv.Atoi(strings.Fields(string(data))[1])
	if err != nil {
		tb.Fatal(err)
	}
	return float64(pages*os.Getpagesize()) / 1024
}
