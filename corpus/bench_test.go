package corpus

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The measurement by which the driver was chosen, for the one that was:
// 100,000 papers with vectors of 384 dimensions (768 bytes) in batches of 500,
// then ten papers by number. FORMAT.md has the figures.

const benchDim = 384

var benchModel = Model{Identity: "bench", Name: "bench", Dim: benchDim}

var benchAbstract = strings.TrimSpace(strings.Repeat("some words of an abstract ", 50))

func benchPaper(i int) Paper {
	return Paper{ID: fmt.Sprintf("%04d.%05d", i/1000, i%1000*7919%100000), Title: fmt.Sprintf("A title of paper %d", i), Abstract: benchAbstract,
		Authors: []string{"Ada Lovelace", "Emmy Noether", "Sofia Kovalevskaya"}, AuthorCount: 3, Categories: []string{"cs.CL", "cs.LG"}, Published: DateOf(dayZero.AddDate(0, 0, i%3000), DayOnly), Votes: new(i % 50)}
}

var dayZero = mustDate("2015-01-01").Start()

func mustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func benchStore(b *testing.B, papers int) *Store {
	b.Helper()
	s, err := Open(filepath.Join(b.TempDir(), "papers.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if err := s.SetModel(ctx, benchModel); err != nil {
		b.Fatal(err)
	}
	benchFill(b, s, 0, papers)
	return s
}

func benchFill(b *testing.B, s *Store, from, to int) {
	vector := make([]float32, benchDim)
	vector[0] = 1
	for i := from; i < to; i += 500 {
		changes := make([]Change, min(500, to-i))
		for j := range changes {
			changes[j] = Change{Record: benchPaper(i + j), Vector: vector}
		}
		if _, err := s.Commit(ctx, benchModel.Identity, changes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommit(b *testing.B) {
	const papers = 100_000
	for b.Loop() {
		b.StopTimer()
		s := benchStore(b, 0)
		b.StartTimer()
		benchFill(b, s, 0, papers)
	}
	b.ReportMetric(papers*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
}

func BenchmarkTenPapers(b *testing.B) {
	const papers = 100_000
	s := benchStore(b, papers)
	r := rand.New(rand.NewPCG(1, 2))
	numbers := make([]int64, 10)
	for b.Loop() {
		for i := range numbers {
			numbers[i] = 1 + r.Int64N(papers)
		}
		if got, err := s.Papers(ctx, numbers); err != nil || len(got) != 10 {
			b.Fatal(len(got), err)
		}
	}
}

// A store of 10,644 papers: what a start reads, and an import of the same again.

func BenchmarkRows(b *testing.B) {
	s := benchStore(b, 10_644)
	for b.Loop() {
		v, err := s.Snapshot(ctx)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range v.Rows(0) {
			if err != nil {
				b.Fatal(err)
			}
		}
		v.Close()
	}
}

func BenchmarkVectors(b *testing.B) {
	s := benchStore(b, 10_644)
	for b.Loop() {
		v, err := s.Snapshot(ctx)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range v.Vectors(0) {
			if err != nil {
				b.Fatal(err)
			}
		}
		v.Close()
	}
}

func BenchmarkUnchanged(b *testing.B) {
	s := benchStore(b, 10_644)
	records := make([]Paper, 10_644)
	for i := range records {
		records[i] = benchPaper(i)
	}
	for b.Loop() {
		benchAdd(b, s, records, Unchanged)
	}
	b.ReportMetric(float64(len(records)*b.N)/b.Elapsed().Seconds(), "records/s")
}

// A second source tells of each paper: its id, the DOI, a longer abstract.
func BenchmarkMerge(b *testing.B) {
	const papers = 10_000
	records := make([]Paper, papers)
	for i := range records {
		p := benchPaper(i)
		p.Source, p.DOI, p.Citations, p.Votes = SourceOpenAlex, "10.1000/"+p.ID, new(i%100), nil
		p.ID, p.Aliases, p.Abstract = fmt.Sprintf("openalex:W%d", i), []string{p.ID}, p.Abstract+" and more"
		records[i] = p
	}
	for b.Loop() {
		b.StopTimer()
		s := benchStore(b, papers)
		b.StartTimer()
		benchAdd(b, s, records, Updated)
	}
	b.ReportMetric(papers*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// benchAdd plans and commits records, with each of which the same must be done.
func benchAdd(b *testing.B, s *Store, records []Paper, want Action) {
	vector := make([]float32, benchDim)
	vector[0] = 1
	for some := range slices.Chunk(records, 500) {
		changes, err := s.Plan(ctx, some, PlanOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for i := range changes {
			if changes[i].NeedsVector {
				changes[i].Vector = vector
			}
		}
		outcomes, err := s.Commit(ctx, benchModel.Identity, changes)
		if err != nil {
			b.Fatal(err)
		}
		for _, o := range outcomes {
			if o.Action != want {
				b.Fatal(o)
			}
		}
	}
}

func BenchmarkVote(b *testing.B) {
	s := benchStore(b, 1000)
	id := benchPaper(500).ID
	for b.Loop() {
		if _, _, err := s.Vote(ctx, id, 1); err != nil {
			b.Fatal(err)
		}
	}
}
