package lexical

import (
	"context"
	"math/rand/v2"
	"testing"
)

// made is an index of n made-up papers of some 60 words.
func made(b *testing.B, n int) (*Index, []string) {
	b.Helper()
	r := rand.New(rand.NewPCG(6, 6))
	words := vocabulary(r, 20_000)
	x, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(x.Close)
	for lo := 0; lo < n; lo += 512 {
		var slots []uint32
		var documents []Document
		for i := lo; i < min(lo+512, n); i++ {
			slots, documents = append(slots, uint32(i)), append(documents, Document{Title: sentence(r, words, 8), Abstract: sentence(r, words, 50)})
		}
		if err := x.Add(slots, documents); err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Compact(context.Background()); err != nil {
		b.Fatal(err)
	}
	return x, words
}

// BenchmarkTop asks questions of 8 words; scripts/bench/lexical measures the same on
// real papers.
func BenchmarkTop(b *testing.B) {
	x, words := made(b, 50_000)
	r := rand.New(rand.NewPCG(7, 7))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.Prepare(Plain(sentence(r, words, 8))).Top(context.Background(), 100, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScore scores 200 papers that came from elsewhere.
func BenchmarkScore(b *testing.B) {
	x, words := made(b, 50_000)
	r := rand.New(rand.NewPCG(8, 8))
	slots, dst := make([]uint32, 200), make([]float32, 200)
	for i := range slots {
		slots[i] = uint32(r.IntN(x.Len()))
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := x.Prepare(Plain(sentence(r, words[:2000], 8))).Score(dst, slots); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTypo looks for the word that an unknown one of 10 letters was meant to be.
func BenchmarkTypo(b *testing.B) {
	x, words := made(b, 50_000)
	var word string
	for _, w := range words {
		if len(w) == 10 {
			word = w[:4] + "q" + w[5:]
			break
		}
	}
	for b.Loop() {
		x.Prepare(Plain(word))
	}
}

// BenchmarkAdd adds papers 512 at a time.
func BenchmarkAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(9, 9))
	words := vocabulary(r, 20_000)
	slots, documents := make([]uint32, 512), make([]Document, 512)
	for i := range documents {
		documents[i] = Document{Title: sentence(r, words, 10), Abstract: sentence(r, words, 150)}
	}
	x, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	next := uint32(0)
	for b.Loop() {
		for i := range slots {
			slots[i] = next
			next++
		}
		if err := x.Add(slots, documents); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(next), "µs/paper")
}
