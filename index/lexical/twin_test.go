package lexical

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/text"
)

// A twin scores every document for every word, from the documents themselves.
type twin struct {
	scoring scoring
	papers  map[uint32]Document
	words   map[uint32]map[string]counts
	length  map[uint32]uint8
}

func newTwin(t testing.TB, o Options) *twin {
	s, err := newScoring(o)
	if err != nil {
		t.Fatal(err)
	}
	return &twin{s, map[uint32]Document{}, map[uint32]map[string]counts{}, map[uint32]uint8{}}
}

func (w *twin) add(slot uint32, d Document) {
	found := map[string]counts{}
	put := func(f Field, word string) {
		if c := found[word]; c.of(f) < mostCounted[f] {
			found[word] = c + 1<<(8*f)
		}
	}
	length := 0
	var a text.Analyzer
	for f, s := range []string{d.Title, d.Abstract} {
		for _, term := range a.Append(nil, s) {
			put(Field(f), term.Text)
			if !term.Joined {
				length++
			}
		}
	}
	for _, name := range d.Authors {
		for _, term := range a.Append(nil, name) {
			put(Authors, term.Text)
			if term.Word != term.Text {
				put(Authors, "@"+term.Word)
			}
		}
	}
	for _, c := range d.Categories {
		put(Categories, "="+strings.ToLower(c))
	}
	w.papers[slot], w.words[slot], w.length[slot] = d, found, encodeLength(length)
}

func (w *twin) remove(slot uint32) {
	delete(w.papers, slot)
	delete(w.words, slot)
	delete(w.length, slot)
}

// scores are those of all papers that have a word of the search.
func (w *twin) scores(s *Search) map[uint32]float32 {
	total := uint64(0)
	for _, code := range w.length {
		total += uint64(decodeLength(code))
	}
	norm := w.scoring.norm(len(w.papers), total)
	sums := map[uint32]uint32{}
	for _, term := range s.terms {
		found := map[uint32]counts{}
		for slot, words := range w.words {
			if c := words[term.text]; c > 0 {
				found[slot] = c
			}
		}
		weight := float32(term.often * idf(len(found), len(w.papers)) * unit)
		for slot, c := range found {
			sums[slot] += worth(weight, impactOf(norm[w.length[slot]], w.scoring.inverse([]counts{c})[0]))
		}
	}
	scores := map[uint32]float32{}
	for slot, sum := range sums {
		scores[slot] = toScore(sum)
	}
	return scores
}

func best(scores map[uint32]float32, k int, pass func(uint32) bool) []index.Hit {
	var hits []index.Hit
	for slot, score := range scores {
		if pass(slot) {
			hits = append(hits, index.Hit{Slot: slot, Score: score})
		}
	}
	slices.SortFunc(hits, index.Compare)
	return hits[:min(k, len(hits))]
}

// vocabulary are made-up words, some frequent and some rare when picked by pick.
func vocabulary(r *rand.Rand, n int) []string {
	words := make([]string, n)
	for i := range words {
		for range 2 + r.IntN(4) {
			words[i] += string("bdfgklmnprstvz"[r.IntN(14)]) + string("aeiou"[r.IntN(5)])
		}
	}
	return words
}

func pick(r *rand.Rand, words []string) string {
	at := int(float64(len(words)) * r.Float64() * r.Float64() * r.Float64() * r.Float64())
	return words[at]
}

func sentence(r *rand.Rand, words []string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(pick(r, words))
		b.WriteByte(" -"[min(1, r.IntN(12)/11)])
	}
	return b.String()
}

func document(r *rand.Rand, words []string) Document {
	d := Document{Title: sentence(r, words, r.IntN(8)), Abstract: sentence(r, words, r.IntN(60))}
	for range r.IntN(4) {
		d.Authors = append(d.Authors, pick(r, words)+" "+pick(r, words))
	}
	for range r.IntN(3) {
		d.Categories = append(d.Categories, fmt.Sprintf("cs.%c", 'A'+r.IntN(4)))
	}
	return d
}

// sections keeps what Save writes.
type sections map[string]*bytes.Buffer

func (s sections) create(name string) (io.Writer, error) {
	s[name] = new(bytes.Buffer)
	return s[name], nil
}

func (s sections) read(name string) (Section, error) {
	if s[name] == nil {
		return Section{}, fmt.Errorf("no section %s", name)
	}
	return Section{Bytes: s[name].Bytes()}, nil
}

// TestAgainstTwin changes an index at random, and compares each answer with that
// of scoring everything.
func TestAgainstTwin(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for round := range 4 {
		o := Options{}
		if round%3 == 1 {
			o = Options{K1: 2, B: 1, Weights: [4]float64{0.5, 3, -1, 1}}
		}
		x, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := newTwin(t, o)
		words := vocabulary(r, 30+r.IntN(2000))
		next := uint32(r.IntN(5000))
		for range 8 {
			change(t, r, x, w, words, &next)
			for range 4 {
				compare(t, r, x, w, words, int(next))
			}
			if r.IntN(3) == 0 {
				x = reopened(t, x, o)
				compare(t, r, x, w, words, int(next))
			}
		}
		x.Close()
	}
}

// change adds, replaces or deletes some papers.
func change(t *testing.T, r *rand.Rand, x *Index, w *twin, words []string, next *uint32) {
	t.Helper()
	have := slices.Sorted(maps.Keys(w.papers))
	if len(have) > 0 && r.IntN(3) == 0 {
		var gone []uint32
		for range 1 + r.IntN(len(have))/3 {
			slot := have[r.IntN(len(have))]
			gone = append(gone, slot)
			w.remove(slot)
		}
		x.Delete(append(gone, 1<<31))
		return
	}
	var slots []uint32
	var documents []Document
	for range 1 + r.IntN(2)*r.IntN(500) {
		slot := *next
		switch {
		case len(have) > 0 && r.IntN(20) == 0:
			slot = have[r.IntN(len(have))]
		case r.IntN(50) == 0:
			*next += 3
		default:
			*next++
		}
		d := document(r, words)
		slots, documents = append(slots, slot), append(documents, d)
		w.add(slot, d)
	}
	if err := x.Add(slots, documents); err != nil {
		t.Fatal(err)
	}
}

func compare(t *testing.T, r *rand.Rand, x *Index, w *twin, words []string, slots int) {
	t.Helper()
	if x.Len() != len(w.papers) {
		t.Fatalf("got %d papers, need %d", x.Len(), len(w.papers))
	}
	question := sentence(r, words, 1+r.IntN(12))
	if r.IntN(5) == 0 {
		question += " cs.A"
	}
	s := x.Prepare(Plain(question))
	scores := w.scores(s)
	var filter bitmap.Bitmap
	pass := func(uint32) bool { return true }
	if r.IntN(2) == 0 {
		filter = bitmap.New(slots)
		share := []int{1, 2, 100}[r.IntN(3)]
		for slot := range uint32(slots) {
			if r.IntN(share+1) == 0 {
				filter.Set(slot)
			}
		}
		pass = filter.Has
	}
	k := []int{0, 1, 10, 100, 5000}[r.IntN(5)]
	got, err := s.Top(context.Background(), k, filter)
	if err != nil {
		t.Fatal(err)
	}
	if need := best(scores, k, pass); !slices.Equal(got, need) {
		t.Fatalf("%q, the best %d of %d papers: got %v, need %v", question, k, len(w.papers), got, need)
	}
	asked := make([]uint32, r.IntN(50))
	for i := range asked {
		asked[i] = uint32(r.IntN(slots + 10))
	}
	dst := make([]float32, len(asked))
	if err := s.Score(dst, asked); err != nil {
		t.Fatal(err)
	}
	for i, slot := range asked {
		if dst[i] != scores[slot] {
			t.Fatalf("%q: slot %d scores %v, need %v", question, slot, dst[i], scores[slot])
		}
		if dst[i] > s.Most() {
			t.Fatalf("%q: slot %d scores %v, above the most, %v", question, slot, dst[i], s.Most())
		}
	}
	matching, err := s.Matching(slots)
	if err != nil {
		t.Fatal(err)
	}
	for slot := range uint32(slots) {
		if _, need := scores[slot]; matching.Has(slot) != need {
			t.Fatalf("%q: slot %d matches: %t, need %t", question, slot, !need, need)
		}
	}
}

func reopened(t *testing.T, x *Index, o Options) *Index {
	t.Helper()
	files := sections{}
	if err := x.Save(context.Background(), files.create); err != nil {
		t.Fatal(err)
	}
	x.Close()
	again, err := Open(files.read, o)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// TestManyWindows has lists of many blocks in many windows, most of them of
// papers that cannot matter.
func TestManyWindows(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	x, err := New(Options{Workers: 1 + r.IntN(3)})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	x.share = 1
	w := newTwin(t, Options{})
	words := vocabulary(r, 400)
	n := shift + 2*window + 100
	slots, documents := make([]uint32, n), make([]Document, n)
	for i := range slots {
		slots[i] = uint32(2 * i)
		documents[i] = Document{Abstract: sentence(r, words, 1+r.IntN(3))}
		w.add(slots[i], documents[i])
	}
	if err := x.Add(slots, documents); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		compare(t, r, x, w, words, 2*n)
	}
}
