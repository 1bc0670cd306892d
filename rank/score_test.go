package rank

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func ranker(t *testing.T, o Options) *Ranker {
	t.Helper()
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Similarity (0.6-0.2)/0.8 = 0.5; words 0.25; relevance 0.8*0.5 + 0.2*0.25 =
// 0.45. Age 60 days of a half-life of 30: recency 0.25. Votes 3 of a p99 of 15:
// ln 4 / ln 16 = 0.5. Score 0.45 * (1 + 0.4*0.25 + 0.2*0.5) = 0.45 * 1.2 = 0.54.
func TestScoreByHand(t *testing.T) {
	r := ranker(t, Options{
		Weights:    Weights{Similarity: 0.8, Recency: 0.4, Votes: 0.2, HalfLife: 30 * Day},
		MeanCosine: 0.2, P99Votes: 15,
	})
	p := r.Score(Signals{Cosine: 0.6, SimilarityRank: 2, Words: 0.25, WordsRank: 7, Published: now.AddDate(0, 0, -60), Votes: 3,
		Terms: []Term{{Term: "graph", Field: "title", Weight: 0.25}}}, now)
	for _, v := range []struct {
		name      string
		got, want float64
	}{
		{"similarity", p.Similarity, 0.5}, {"words", p.Words, 0.25}, {"relevance", p.Relevance, 0.45}, {"age", float64(p.Age), 60},
		{"recency", p.Recency, 0.25}, {"popularity", p.Popularity, 0.5}, {"score", p.Score, 0.54},
	} {
		if !near(v.got, v.want) {
			t.Errorf("%s: got %g, need %g", v.name, v.got, v.want)
		}
	}
}

// A date in the future is as new as can be, and not no date.
func TestFuture(t *testing.T) {
	r := ranker(t, Options{Weights: Balanced.Weights()})
	p := r.Score(Signals{Cosine: 1, Published: now.AddDate(0, 0, 1)}, now)
	if p.Age != 0 || p.Age.IsZero() || p.Recency != 1 {
		t.Errorf("got age %g and recency %g, need 0 and 1", p.Age, p.Recency)
	}
	if p := r.Score(Signals{Cosine: 1}, now); !p.Age.IsZero() || p.Recency != 0 {
		t.Errorf("without a date: got age %g and recency %g, need none and 0", p.Age, p.Recency)
	}
}

func TestJSON(t *testing.T) {
	f := func(s Signals, want string) {
		t.Helper()
		r := ranker(t, Options{Weights: Weights{Similarity: 0.5, Recency: 1, Votes: 1, HalfLife: 30 * Day}, P99Votes: 3})
		got, err := json.Marshal(r.Score(s, now))
		if err != nil || string(got) != want {
			t.Errorf("got  %s, %v\nneed %s", got, err, want)
		}
	}
	// Relevance 0.5*0.5 + 0.5*0.5; published today, ln 2 / ln 4 of the votes: 0.5 * 2.5.
	f(Signals{Cosine: 0.5, SimilarityRank: 1, Words: 0.5, WordsRank: 2, Published: now, Votes: 1, Terms: []Term{{Term: "graph", Field: "title", Weight: 0.5}}},
		`{"cosine":0.5,"similarity":0.5,"similarity_rank":1,"words":0.5,"words_rank":2,`+
			`"terms":[{"term":"graph","field":"title","weight":0.5}],"relevance":0.5,"age_days":0,"recency":1,"votes":1,"popularity":0.5,`+
			`"weights":{"similarity":0.5,"recency":1,"votes":1,"half_life":"30d"},"score":1.25}`)
	// What is not known is left out.
	f(Signals{Cosine: 0.5},
		`{"cosine":0.5,"similarity":0.5,"words":0,"relevance":0.25,"recency":0,"votes":0,"popularity":0,`+
			`"weights":{"similarity":0.5,"recency":1,"votes":1,"half_life":"30d"},"score":0.25}`)
}

// The first on both sides has relevance 1; second by meaning and not found by
// words 0.5 * 61/62.
func TestRRF(t *testing.T) {
	r := ranker(t, Options{Weights: Weights{Similarity: 0.5}, Fusion: RRF})
	f := func(similarity, words int, want float64) {
		t.Helper()
		if got := r.Score(Signals{SimilarityRank: similarity, WordsRank: words}, now).Score; !near(got, want) {
			t.Errorf("ranks %d and %d: got %g, need %g", similarity, words, got, want)
		}
	}
	f(1, 1, 1)
	f(2, 0, 0.5*61/62)
	f(0, 40, 0.5*61/100)
	f(3, 1, 0.5*61/63+0.5)
	f(0, 0, 0)
	f(-1, -1, 0)
}

func TestNewRefuses(t *testing.T) {
	good := Balanced.Weights()
	f := func(change func(o *Options), want error, message string) {
		t.Helper()
		o := Options{Weights: good}
		change(&o)
		if _, err := New(o); !errors.Is(err, want) || !strings.Contains(err.Error(), message) {
			t.Errorf("got %v, need one that says %q", err, message)
		}
	}
	nan := math.NaN()
	f(func(o *Options) { o.Weights.Similarity = 1.1 }, ErrOption, "the weight of similarity is 1.1, need 0 to 1")
	f(func(o *Options) { o.Weights.Similarity = nan }, ErrOption, "the weight of similarity is NaN")
	f(func(o *Options) { o.Weights.Recency = -1 }, ErrOption, "the weight of recency is -1, need 0 to 10")
	f(func(o *Options) { o.Weights.Recency = nan }, ErrOption, "the weight of recency is NaN")
	f(func(o *Options) { o.Weights.Votes = 11 }, ErrOption, "the weight of votes is 11, need 0 to 10")
	f(func(o *Options) { o.Weights.Votes = nan }, ErrOption, "the weight of votes is NaN")
	f(func(o *Options) { o.Weights.HalfLife = 0 }, ErrOption, "the scale of the decay is 0s, need more than 0")
	f(func(o *Options) { o.MeanCosine = 1.5 }, ErrOption, "with the corpus is 1.5, need -1 to 1")
	f(func(o *Options) { o.MeanCosine = nan }, ErrOption, "with the corpus is NaN")
	f(func(o *Options) { o.Fusion = "max" }, ErrFusion, `fusion "max": no such fusion; use one of convex, rrf`)
	f(func(o *Options) { o.Decay.Curve = "cubic" }, ErrOption, `the curve of the decay is "cubic", need exponential, gaussian or linear`)
	f(func(o *Options) { o.Decay.Scale = -Day }, ErrOption, "the scale of the decay is -24h0m0s")
	f(func(o *Options) { o.Decay.Offset = -Day }, ErrOption, "the offset of the decay is -24h0m0s, need 0 or more")
	f(func(o *Options) { o.Decay.Decay = 1 }, ErrOption, "the decay at its scale is 1, need more than 0 and less than 1")
	f(func(o *Options) { o.Decay.Decay = nan }, ErrOption, "the decay at its scale is NaN")
	if _, err := New(Options{}); err != nil {
		t.Errorf("the zero value: %v", err)
	}
}

// draw makes any options and signals that can be, extremes among them.
func draw(random *rand.Rand) (Options, Signals) {
	weight := func() float64 { return []float64{0, 10, random.Float64(), 10 * random.Float64()}[random.IntN(4)] }
	o := Options{
		Weights: Weights{Similarity: []float64{0, 1, random.Float64()}[random.IntN(3)], Recency: weight(), Votes: weight(),
			HalfLife: []Span{Hour, MaxSpan, 1 + Span(random.Int64N(int64(Year)))}[random.IntN(3)]},
		MeanCosine: []float64{-1, 0, 1, random.Float64()}[random.IntN(4)],
		P99Votes:   []int{0, 1, math.MaxInt, random.IntN(1000)}[random.IntN(4)],
		Fusion:     []Fusion{"", Convex, RRF}[random.IntN(3)],
		Decay:      Decay{Curve: []Curve{"", Gaussian, Linear}[random.IntN(3)], Offset: Span(random.Int64N(int64(Week)))},
	}
	s := Signals{
		Cosine:         []float64{0, 1, -1, 1.0001, math.NaN(), math.Inf(1), 2*random.Float64() - 1}[random.IntN(7)],
		SimilarityRank: random.IntN(5) - 1, WordsRank: random.IntN(1000) - 1,
		Words: []float64{0, 1, 7, math.NaN(), random.Float64()}[random.IntN(5)],
		Votes: []int{0, -1, math.MaxInt, random.IntN(300)}[random.IntN(4)],
	}
	if random.IntN(5) > 0 {
		s.Published = now.Add(time.Duration(random.Int64N(int64(3*Year)))*-1).AddDate(-random.IntN(2)*random.IntN(400)+1, 0, 0)
	}
	return o, s
}

func TestProperties(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 50_000 {
		o, s := draw(random)
		r := ranker(t, o)
		p := r.Score(s, now)
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("%+v\n%+v\n%+v\n"+format, append([]any{o, s, p}, args...)...)
		}
		for _, x := range []float64{p.Similarity, p.Words, p.Relevance, p.Recency, p.Popularity} {
			if !(x >= 0 && x <= 1) {
				fail("a part of %g, need 0 to 1", x)
			}
		}
		if !(p.Score >= 0 && p.Score <= 21) {
			fail("score %g", p.Score)
		}

		more := s
		more.Votes = max(s.Votes, s.Votes+1+random.IntN(100)) // unless that overflows
		if q := r.Score(more, now); q.Score < p.Score {
			fail("more votes score lower: %+v", q)
		}
		if !s.Published.IsZero() {
			newer := s
			newer.Published = s.Published.Add(time.Duration(1+random.Int64N(int64(Day))) << random.IntN(12))
			if q := r.Score(newer, now); q.Score < p.Score {
				fail("newer scores lower: %+v", q)
			}
			undated := s
			undated.Published = time.Time{}
			if q := r.Score(undated, now); q.Score > p.Score || q.Recency != 0 {
				fail("without a date it scores higher: %+v", q)
			}
		}

		// The formula over the parts, as JSON tells them, is exactly the score.
		told, err := json.Marshal(p)
		if err != nil {
			fail("%v", err)
		}
		var e struct {
			Relevance, Recency, Popularity, Score float64
			Weights                               struct{ Recency, Votes float64 }
		}
		if err := json.Unmarshal(told, &e); err != nil {
			fail("%v", err)
		}
		if got := e.Relevance * (1 + float64(e.Weights.Recency*e.Recency) + float64(e.Weights.Votes*e.Popularity)); got != e.Score || e.Score != p.Score {
			fail("the formula over %s gives %v", told, got)
		}

		// With zero weights the score is the relevance.
		o.Weights.Recency, o.Weights.Votes = 0, 0
		if q := ranker(t, o).Score(s, now); q.Score != q.Relevance || q.Relevance != p.Relevance {
			fail("zero weights: %+v", q)
		}
	}
}

// No votes and no date lift a paper past one that is more relevant by more than
// the factor of both weights, or past any when it is not relevant at all.
func TestPopularButIrrelevant(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for _, profile := range Profiles() {
		w := profile.Weights()
		r := ranker(t, Options{Weights: w, MeanCosine: 0.2, P99Votes: 50})
		for range 1000 {
			relevant := r.Score(Signals{Cosine: 0.2 + 0.8*max(1e-6, random.Float64())}, now) // old, without a vote
			irrelevant := r.Score(Signals{Cosine: 0.2 - random.Float64(), Published: now, Votes: 1_000_000}, now)
			less := relevant.Similarity / (1 + w.Recency + w.Votes) * 0.999
			lesser := r.Score(Signals{Cosine: 0.2 + 0.8*less, Published: now, Votes: 1_000_000}, now)
			for _, p := range []Parts{irrelevant, lesser} {
				if Compare(&relevant, &p, "z", "a") >= 0 {
					t.Fatalf("%s: %+v comes before %+v", profile, p, relevant)
				}
			}
		}
	}
}

// By meaning alone, with zero weights, the order is that of the cosine, also
// below the scale's zero and among cosines that differ in their last bit.
func TestOrderOfCosine(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 200 {
		r := ranker(t, Options{Weights: Relevance.Weights(), MeanCosine: float64(2*random.Float32() - 1)})
		cosine := float32(1)
		var parts []Parts
		for range 100 {
			parts = append(parts, r.Score(Signals{Cosine: float64(cosine), Published: now, Votes: 9}, now))
			if cosine = math.Nextafter32(cosine, -2); random.IntN(3) > 0 {
				cosine -= random.Float32() / 50
			}
		}
		sorted := slices.Clone(parts)
		random.Shuffle(len(sorted), func(i, j int) { sorted[i], sorted[j] = sorted[j], sorted[i] })
		slices.SortFunc(sorted, func(a, b Parts) int { return Compare(&a, &b, "", "") })
		for i := range sorted {
			if sorted[i].Cosine != parts[i].Cosine {
				t.Fatalf("place %d has cosine %v, need %v", i, sorted[i].Cosine, parts[i].Cosine)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	f := func(a, b Parts, aID, bID string, want int) {
		t.Helper()
		if got := Compare(&a, &b, aID, bID); got != want {
			t.Errorf("got %d, need %d", got, want)
		}
		if got := Compare(&b, &a, bID, aID); got != -want {
			t.Errorf("the other way: got %d, need %d", got, -want)
		}
	}
	meaning, words := Weights{Similarity: 1}, Weights{}
	f(Parts{Score: 2}, Parts{Score: 1, Cosine: 1}, "b", "a", -1)
	f(Parts{Score: 1, Cosine: 0.2, Weights: meaning}, Parts{Score: 1, Cosine: 0.1, Weights: meaning}, "b", "a", -1)
	f(Parts{Score: 1, Cosine: 0.2, Weights: words}, Parts{Score: 1, Cosine: 0.1, Weights: words}, "b", "a", 1)
	f(Parts{Score: 1}, Parts{Score: 1}, "2310.16228", "2310.16229", -1)
	f(Parts{Score: 1}, Parts{Score: 1}, "a", "a", 0)
}

func BenchmarkScore(b *testing.B) {
	r, err := New(Options{Weights: Balanced.Weights(), MeanCosine: 0.1, P99Votes: 90})
	if err != nil {
		b.Fatal(err)
	}
	s := Signals{Cosine: 0.6, Published: now.AddDate(-1, 0, 0), Votes: 12}
	for b.Loop() {
		r.Score(s, now)
	}
}
