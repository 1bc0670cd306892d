package rank

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*max(1, math.Abs(b)) }

func TestSimilarity(t *testing.T) {
	f := func(cosine, m, want float64) {
		t.Helper()
		if got := Similarity(cosine, m); !near(got, want) {
			t.Errorf("Similarity(%g, %g) = %g, need %g", cosine, m, got, want)
		}
	}
	f(0.6, 0.2, 0.5)      // (0.6-0.2)/(1-0.2)
	f(1, 0.2, 1)          // the same direction
	f(0.2, 0.2, 0)        // as near as any two
	f(-0.5, 0.2, 0)       // farther
	f(0.5, -0.25, 0.6)    // 0.75/1.25
	f(0.5, 0, 0.5)        // no scale
	f(1.0000001, 0, 1)    // rounding of a dot product
	f(0.995, 1, 0.5)      // a corpus of one paper: (0.995-0.99)/0.01
	f(math.NaN(), 0.2, 0) // never NaN
}

func TestWords(t *testing.T) {
	f := func(bm25, most, want float64) {
		t.Helper()
		if got := Words(bm25, most); got != want {
			t.Errorf("Words(%g, %g) = %g, need %g", bm25, most, got, want)
		}
	}
	f(6, 24, 0.5)
	f(24, 24, 1)
	f(25, 24, 1)
	f(0, 24, 0)
	f(-1, 24, 0)
	f(1, 0, 0) // a query without a known word
	f(1, math.NaN(), 0)
	f(math.NaN(), 1, 0)
}

func TestPairMeanByHand(t *testing.T) {
	var p PairMean
	f := func(want float64) {
		t.Helper()
		if got := p.Mean(); !near(got, want) {
			t.Errorf("got %g, need %g", got, want)
		}
	}
	f(0)
	p.Add([]float32{1, 0})
	f(0)
	p.Add([]float32{0, 1})
	f(0) // one pair, at a right angle
	p.Add([]float32{-1, 0})
	f(-1.0 / 3) // 0, 0 and -1
	p.Remove([]float32{0, 1})
	f(-1)
}

// In one pass against every pair.
func TestPairMeanEqualsAllPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	var p PairMean
	var vectors [][]float32
	for range 40 {
		v := []float32{float32(random.NormFloat64()) + 1, float32(random.NormFloat64()), float32(random.NormFloat64())}
		length := float32(math.Sqrt(float64(v[0]*v[0] + v[1]*v[1] + v[2]*v[2])))
		for i := range v {
			v[i] /= length
		}
		vectors = append(vectors, v)
		p.Add(v)
	}
	var sum, pairs float64
	for i, a := range vectors {
		for _, b := range vectors[:i] {
			for d := range a {
				sum += float64(a[d]) * float64(b[d])
			}
			pairs++
		}
	}
	if got, want := p.Mean(), sum/pairs; math.Abs(got-want) > 1e-9 || want < 0.05 {
		t.Errorf("got %g, need %g", got, want)
	}
}

func TestP99(t *testing.T) {
	f := func(votes []int, want int) {
		t.Helper()
		if got := P99(votes); got != want {
			t.Errorf("got %d, need %d", got, want)
		}
	}
	f(nil, 0)
	f([]int{0, 0, -3}, 0)
	f([]int{0, 7, 0}, 7)
	f([]int{5, 0, 1, 3}, 5)
	hundred := make([]int, 0, 202)
	for v := range 101 { // 1 to 100 and a 0: the 99th of 100
		hundred = append(hundred, 100-v)
	}
	f(hundred, 99)
	f(append(hundred, 1000), 100) // of 101, ceil(99.99) = the 100th
}

func TestPopularity(t *testing.T) {
	f := func(votes, p99 int, want float64) {
		t.Helper()
		if got := Popularity(votes, p99); !near(got, want) {
			t.Errorf("Popularity(%d, %d) = %g, need %g", votes, p99, got, want)
		}
	}
	f(1, 15, 0.25) // ln 2 / ln 16
	f(3, 15, 0.5)  // ln 4 / ln 16
	f(15, 15, 1)
	f(1000, 15, 1)
	f(0, 15, 0)
	f(-4, 15, 0)
	f(10, 0, 0)
	f(math.MaxInt, math.MaxInt, 1)
}

func TestGravity(t *testing.T) {
	f := func(points int, age Span, want float64) {
		t.Helper()
		if got := Gravity(points, age); !near(got, want) {
			t.Errorf("Gravity(%d, %s) = %g, need %g", points, age, got, want)
		}
	}
	f(33, 2*Hour, 16/math.Pow(2, 3.6))    // 32^0.8 = 2^4, 4^1.8 = 2^3.6
	f(2, 0, 1/math.Pow(2, 1.8))           // 1^0.8
	f(2, -Hour, 1/math.Pow(2, 1.8))       // as of now
	f(33, 30*Hour, 16/math.Pow(2, 5*1.8)) // 32^1.8
	f(1, 0, 0)
	f(0, 0, 0)
	f(-5, 0, 0)
}

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestDecayByHand(t *testing.T) {
	f := func(d Decay, age Span, want float64) {
		t.Helper()
		d = d.withDefaults(30 * Day)
		if err := d.validate(); err != nil {
			t.Fatal(err)
		}
		if got := d.recency(now.Add(-time.Duration(age)), now); !near(got, want) {
			t.Errorf("%+v at %s: got %g, need %g", d, age, got, want)
		}
	}
	f(Decay{}, 0, 1)
	f(Decay{}, 30*Day, 0.5)
	f(Decay{}, 60*Day, 0.25)
	f(Decay{}, 15*Day, math.Sqrt(0.5))
	f(Decay{}, -5*Day, 1) // in the future
	f(Decay{}, 100*Year, 0)

	// Every curve has fallen to Decay at Scale beyond Offset.
	for _, c := range []Curve{Exponential, Gaussian, Linear} {
		d := Decay{Curve: c, Scale: 10 * Day, Offset: 5 * Day, Decay: 0.2}
		f(d, 0, 1)
		f(d, 5*Day, 1)
		f(d, 15*Day, 0.2)
	}
	// Twice as far: the decay squared, to the fourth, and 1 - 2*(1-0.6).
	f(Decay{Curve: Exponential, Scale: 10 * Day, Decay: 0.6}, 20*Day, 0.36)
	f(Decay{Curve: Gaussian, Scale: 10 * Day, Decay: 0.6}, 20*Day, 0.1296)
	f(Decay{Curve: Linear, Scale: 10 * Day, Decay: 0.6}, 20*Day, 0.2)
	f(Decay{Curve: Linear, Scale: 10 * Day, Decay: 0.5}, 20*Day, 0)
	f(Decay{Curve: Linear, Scale: 10 * Day, Decay: 0.5}, 25*Day, 0)

	// As Elasticsearch writes them, with lambda, sigma and s.
	lambda := math.Log(0.33) / 12
	f(Decay{Curve: Exponential, Scale: 12 * Day, Offset: 3 * Day, Decay: 0.33}, 20*Day, math.Exp(lambda*17))
	sigma2 := -12 * 12 / (2 * math.Log(0.33))
	f(Decay{Curve: Gaussian, Scale: 12 * Day, Offset: 3 * Day, Decay: 0.33}, 20*Day, math.Exp(-17*17/(2*sigma2)))
	s := 12 / (1 - 0.33)
	f(Decay{Curve: Linear, Scale: 12 * Day, Offset: 3 * Day, Decay: 0.33}, 20*Day, (s-17)/s)

	// An origin of one's own: both sides fall, and now has no say.
	origin := now.AddDate(-3, 0, 0)
	d := Decay{Origin: origin, Scale: 10 * Day}.withDefaults(0)
	for _, days := range []int{-10, 10} {
		if got := d.recency(origin.AddDate(0, 0, days), now); got != 0.5 {
			t.Errorf("%d days from the origin: got %g, need 0.5", days, got)
		}
	}
}

func TestProfiles(t *testing.T) {
	for _, p := range Profiles() {
		if got, err := ParseProfile(string(p)); got != p || err != nil {
			t.Errorf("%s: got %s, %v", p, got, err)
		}
		if _, err := New(Options{Weights: p.Weights()}); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		if p.Weights().Similarity != similarityShare {
			t.Errorf("%s: similarity weighs %g, need %g as everywhere", p, p.Weights().Similarity, similarityShare)
		}
	}
	if w := Relevance.Weights(); w.Recency != 0 || w.Votes != 0 {
		t.Errorf("relevance: got %+v, need neither recency nor votes", w)
	}
	if w := Balanced.Weights(); w.Recency+w.Votes > 0.2 {
		t.Errorf("balanced: recency and votes together gain %g, need a fifth at most", w.Recency+w.Votes)
	}
	if p, err := ParseProfile(""); p != Balanced || err != nil {
		t.Errorf("no name: got %s, %v", p, err)
	}
	_, err := ParseProfile("best")
	const want = `rank: profile "best": no such profile; use one of balanced, relevance, fresh, hot, classic`
	if !errors.Is(err, ErrProfile) || err.Error() != want {
		t.Errorf("got %v\nneed %s", err, want)
	}
}

func TestCandidates(t *testing.T) {
	f := func(limit int, w Weights, want int) {
		t.Helper()
		if got := w.Candidates(limit); got != want {
			t.Errorf("%+v: %d candidates for %d, need %d", w, got, limit, want)
		}
	}
	f(10, Weights{}, 40)
	f(10, Weights{Recency: 1, Votes: 1}, 120)
	f(1000, Weights{Recency: 10, Votes: 10}, 42420)
	f(-1, Weights{}, 20)
}
