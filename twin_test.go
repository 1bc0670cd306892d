package kindred

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// slow answers a query over papers by looking at each, in plain words: what
// the engine must do. The vectors are rounded as the store rounds them.
func slow(t *testing.T, b *bag, papers map[string]corpus.Paper, q Query) (ids []string, scores map[string]rank.Parts) {
	t.Helper()
	vectors := map[string][]float32{}
	var votes []int
	for id, p := range papers {
		if p.Votes != nil {
			votes = append(votes, *p.Votes)
		}
		if v, err := b.vector(p.Title); err == nil {
			vectors[id] = corpus.Float16s(nil, corpus.AppendFloat16(nil, v))
		}
	}
	query := make([]float64, b.dim)
	if q.Text != "" {
		v, err := b.vector(q.Text)
		if err != nil {
			t.Fatal(err)
		}
		plus(query, v, 1)
	}
	for i, ids := range [][]string{q.Like, q.Unlike} {
		mean := make([]float64, b.dim)
		for _, id := range ids {
			plus(mean, vectors[id], 1)
		}
		if n := length(mean); n > 0 {
			for j := range mean {
				query[j] += mean[j] / n * []float64{1, -0.5}[i]
			}
		}
	}
	w := q.Profile.Weights()
	w.Similarity = 1 // mode semantic
	if q.Recency != nil {
		w.Recency = *q.Recency
	}
	if q.Votes != nil {
		w.Votes = *q.Votes
	}
	var mean, n float64 // cosine of the query with all papers
	for _, v := range vectors {
		for i, x := range v {
			mean += float64(x) * query[i] / length(query)
		}
		n++
	}
	ranker, err := rank.New(rank.Options{Weights: w, MeanCosine: mean / max(n, 1), P99Votes: rank.P99(votes)})
	if err != nil {
		t.Fatal(err)
	}
	type scored struct {
		id    string
		parts rank.Parts
	}
	var all []scored
	for id, p := range papers {
		if slices.Contains(q.Like, id) || slices.Contains(q.Unlike, id) || !passes(&p, &q.Filter) {
			continue
		}
		var dot float64
		for i, x := range vectors[id] {
			dot += float64(x) * query[i] / length(query)
		}
		s := rank.Signals{Cosine: dot}
		if !p.Published.IsZero() {
			s.Published = p.Published.Middle()
		}
		if p.Votes != nil {
			s.Votes = *p.Votes
		}
		all = append(all, scored{id, ranker.Score(s, now)})
	}
	slices.SortFunc(all, func(a, b scored) int { return rank.Compare(&a.parts, &b.parts, a.id, b.id) })
	scores = map[string]rank.Parts{}
	for _, s := range all {
		ids = append(ids, s.id)
		scores[s.id] = s.parts
	}
	return ids, scores
}

func plus(sum []float64, v []float32, w float64) {
	for i, x := range v {
		sum[i] += w * float64(x)
	}
}

func length(v []float64) float64 {
	var square float64
	for _, x := range v {
		square += x * x
	}
	return math.Sqrt(square)
}

// plain is a name as a reader compares it: the letters in use here, by hand.
func plain(s string) []string {
	return strings.FieldsFunc(strings.NewReplacer("ł", "l", "é", "e", "ü", "u", "ø", "o").Replace(strings.ToLower(s)),
		func(r rune) bool { return strings.ContainsRune(" .-'", r) })
}

func passes(p *corpus.Paper, f *Filter) bool {
	named := func(asked []string, have ...string) bool {
		return len(asked) == 0 || slices.ContainsFunc(asked, func(a string) bool {
			return slices.ContainsFunc(have, func(h string) bool {
				return !slices.ContainsFunc(plain(a), func(w string) bool { return !slices.Contains(plain(h), w) })
			})
		})
	}
	category := len(f.Categories) == 0 || slices.ContainsFunc(f.Categories, func(c string) bool {
		return slices.ContainsFunc(p.Categories, func(h string) bool {
			prefix, ok := strings.CutSuffix(c, "*")
			return h == c || ok && strings.HasPrefix(h, prefix)
		})
	})
	votes := 0
	if p.Votes != nil {
		votes = *p.Votes
	}
	return category && named(f.Authors, p.Authors...) && named(f.Venues, p.Venue) && named(f.Organizations, p.Organization) &&
		p.Published.Within(f.From, f.To) && votes >= f.MinVotes && (f.HasRepository == nil || *f.HasRepository == (p.Repository != ""))
}

func randomQuery(t *testing.T, r *rand.Rand, papers map[string]corpus.Paper) Query {
	q := Query{Mode: Semantic, Limit: 1 + r.IntN(15), Offset: r.IntN(2) * r.IntN(20), Profile: pick(r, rank.Profiles())}
	ids := slices.Sorted(func(yield func(string) bool) {
		for id, p := range papers {
			if p.Title != "?!" && !yield(id) {
				return
			}
		}
	})
	if q.Text = pick(r, topics) + " " + pick(r, topics); r.IntN(3) == 0 {
		q.Like = append(q.Like, pick(r, ids), pick(r, ids))
		if r.IntN(2) == 0 {
			q.Text = ""
		}
		if r.IntN(2) == 0 {
			q.Unlike = []string{pick(r, ids)}
		}
	}
	if r.IntN(3) == 0 {
		q.Recency, q.Votes = new(float64(r.IntN(3))), new(float64(r.IntN(3)))
	}
	f := &q.Filter
	if r.IntN(3) == 0 {
		f.Authors = []string{pick(r, []string{"lecun", "LECUN yann", "lukasz", "PEREZ jose", "wei", "muller anna", "soren", "nobody"})}
		if r.IntN(2) == 0 {
			f.Authors = append(f.Authors, "kaiser")
		}
	}
	if r.IntN(4) == 0 {
		f.Categories = []string{pick(r, []string{"cs.CL", "cs.*", "stat.*", "math.CO", "*", "none"}), "hep-th"}[:1+r.IntN(2)]
	}
	if r.IntN(5) == 0 {
		f.Venues = []string{pick(r, []string{"neurips", "conference", "APPRENTISSAGE", "icml"})}
	}
	if r.IntN(5) == 0 {
		f.Organizations = []string{pick(r, []string{"google", "deepmind google", "Montreal", "mit"})}
	}
	if r.IntN(4) == 0 {
		f.From = date(t, pick(r, []string{"1960", "2023-06", "2024-02-29", "2025-12-26", "2025-12-31T23:59:59Z"}))
	}
	if to := pick(r, []string{"2023", "2024-03", "2025-12-31", "2030", "1969-12-31T23:59:59Z"}); r.IntN(4) == 0 {
		if d := date(t, to); f.From.IsZero() || f.From.Start().Before(d.End()) {
			f.To = d
		}
	}
	if r.IntN(5) == 0 {
		f.MinVotes = r.IntN(20)
	}
	if r.IntN(6) == 0 {
		f.HasRepository = new(r.IntN(2) == 0)
	}
	return q
}

// compare answers a query both ways. The order may differ where the sums of
// two papers differ by rounding alone.
func compare(t *testing.T, e *Engine, b *bag, papers map[string]corpus.Paper, q Query) {
	t.Helper()
	ids, scores := slow(t, b, papers, q)
	want := ids[min(q.Offset, len(ids)):min(q.Offset+q.Limit, len(ids))]
	got, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	if got.Total != len(ids) || len(got.Hits) != len(want) {
		t.Fatalf("%+v: got %d of %d results, need %d of %d", q, len(got.Hits), got.Total, len(want), len(ids))
	}
	seen := map[string]bool{}
	for i, h := range got.Hits {
		have, known := scores[h.ID]
		need := scores[want[i]]
		if !known || seen[h.ID] || math.Abs(h.Score-have.Score) > 1e-5 || math.Abs(have.Score-need.Score) > 1e-5 || math.Abs(have.Cosine-need.Cosine) > 1e-5 && need.Score == 0 {
			t.Errorf("%+v: result %d is %s with score %g; need %s with %g (the score of the former is %g, passing %t, shown before %t)",
				q, i, h.ID, h.Score, want[i], need.Score, have.Score, known, seen[h.ID])
		}
		if i > 0 && h.Score > got.Hits[i-1].Score {
			t.Errorf("%+v: result %d scores %g, the one before %g", q, i, h.Score, got.Hits[i-1].Score)
		}
		seen[h.ID] = true
	}
}

// TestAgainstSlowTwin changes a store at random and compares answers, in
// memory as it grew and as it is after opening the file again.
func TestAgainstSlowTwin(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			b := newBag("one")
			path := filepath.Join(t.TempDir(), "papers.db")
			e := openAt(t, path, b)
			papers := map[string]corpus.Paper{}
			given := map[string]int{} // votes given here, which come on top of imported ones
			for round := range 6 {
				var batch []corpus.Paper
				for range r.IntN(80) {
					p := randomPaper(t, r, r.IntN(150))
					batch = append(batch, p)
					papers[p.ID] = over(papers[p.ID], p, given[p.ID])
				}
				add(t, e, batch...)
				for id := range papers {
					switch r.IntN(20) {
					case 0:
						gone, err := e.Delete(t.Context(), id)
						if err != nil || !slices.Equal(gone, []string{id}) {
							t.Fatal(gone, err)
						}
						delete(papers, id)
						delete(given, id)
					case 1:
						votes, err := e.Vote(t.Context(), id, 1)
						if err != nil {
							t.Fatal(err)
						}
						given[id]++
						p := papers[id]
						p.Votes = &votes
						papers[id] = p
					}
				}
				if len(papers) == 0 {
					continue
				}
				for range 40 {
					compare(t, e, b, papers, randomQuery(t, r, papers))
				}
				if round == 3 {
					if err := e.Close(); err != nil {
						t.Fatal(err)
					}
					e = openAt(t, path, b)
				}
				for id := range papers {
					p, err := e.Paper(t.Context(), id)
					if err != nil {
						t.Fatal(err)
					}
					if p.Votes == nil != (papers[id].Votes == nil) || p.Votes != nil && *p.Votes != *papers[id].Votes {
						t.Fatalf("%s has votes %v, need %v", id, p.Votes, papers[id].Votes)
					}
				}
			}
		})
	}
}

// over lays a record over what is known: what it leaves out keeps its value.
func over(old, p corpus.Paper, given int) corpus.Paper {
	for _, f := range []struct{ to, from *string }{{&p.Venue, &old.Venue}, {&p.Organization, &old.Organization}, {&p.Repository, &old.Repository}} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if p.Authors == nil {
		p.Authors, p.AuthorCount = old.Authors, old.AuthorCount
	}
	if p.Categories == nil {
		p.Categories = old.Categories
	}
	if p.Published.IsZero() {
		p.Published = old.Published
	}
	if p.Listed.IsZero() {
		p.Listed = old.Listed
	}
	switch {
	case p.Votes == nil:
		p.Votes = old.Votes
	default:
		p.Votes = new(*p.Votes + given)
	}
	return p
}
