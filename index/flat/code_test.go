package flat

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index/vec"
)

func TestEncodeByHand(t *testing.T) {
	// The largest component becomes 127; 0.6 / (0.8/127) = 95.25 is rounded to 95.
	codes := make([]int8, 2)
	c := encode(codes, []float32{0.6, -0.8})
	if !slices.Equal(codes, []int8{95, -127}) {
		t.Errorf("got codes %v, need [95 -127]", codes)
	}
	// What is left over is a quarter of the scale, 0.8/127.
	if want := 0.25 * 0.8 / 127; math.Abs(float64(c.off)-want) > 1e-6 || math.Abs(float64(c.scale)-0.8/127) > 1e-9 {
		t.Errorf("got %+v, need scale %g and off %g", c, 0.8/127, want)
	}
}

// What probe proves: every product lies within its bounds. The vectors that are
// hardest on it have one large component, so a coarse scale, and all others at
// half a step, on the query's side.
func TestBoundHolds(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	tightest := float32(math.Inf(1))
	for range 20_000 {
		dim := 1 + random.IntN(70)
		q, v := make([]float32, dim), make([]float32, dim)
		large, spread := random.Float64()*30, 1-2*random.Float64()
		for i := range q {
			q[i] = float32(random.NormFloat64())
			v[i] = float32(spread*random.NormFloat64()) + q[i]*float32(random.IntN(2))
		}
		v[random.IntN(dim)] += float32(large)
		switch random.IntN(4) {
		case 0: // codes that are exact, so that rounding is all there is
			for i := range v {
				q[i] = float32(1 - 2*random.IntN(2))
				v[i] = q[i] * float32(1-2*(random.IntN(10)/9))
			}
		case 1:
			for i := range v { // half a step of a scale of 1/127
				v[i] = float32(math.Copysign(0.5/127, float64(q[i])))
			}
			v[0] = 1
		}
		unitLength(q, maxNorm-1e-4)
		unitLength(v, maxNorm-1e-4)
		p, codes := newProbe(q), make([]int8, dim)
		c := encode(codes, v)
		least, most := p.between(vec.DotInt8(p.codes, codes), c)
		exact := vec.Dot(q, v)
		if exact < least || exact > most {
			t.Fatalf("the product of %v and %v is %v, need it from %v to %v", q, v, exact, least, most)
		}
		tightest = min(tightest, most-exact, exact-least)
	}
	t.Log("nearest that a product came to a bound:", tightest)
	if tightest > 0.01 {
		t.Errorf("no product came nearer to a bound than %v; the test tries too little", tightest)
	}
}

func unitLength(v []float32, length float64) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i, x := range v {
		v[i] = float32(float64(x) / math.Sqrt(sum) * length)
	}
}

func TestCheckFindsFaults(t *testing.T) {
	f := func(damage func(c *chunk, s *state), want string) {
		t.Helper()
		x, err := New(2, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Add([]uint32{1024, 1025}, []float32{1, 0, 0.6, 0.8}); err != nil {
			t.Fatal(err)
		}
		if err := x.Check(); err != nil {
			t.Fatal(err)
		}
		s := x.current.Load()
		damage(s.chunks[1], s)
		if err := x.Check(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), ErrFault.Error()) {
			t.Errorf("got %v, need an error that says %q", err, want)
		}
	}
	f(func(c *chunk, _ *state) { c.vectors[2] = 0.61 }, "slot 1025: index is at fault: its length is")
	f(func(c *chunk, _ *state) { c.vectors[3] = -0.8 }, "the codes of slot 1025")
	f(func(c *chunk, _ *state) { c.codes[0]++ }, "the codes of slot 1024")
	f(func(c *chunk, _ *state) { c.code[0].off = 0 }, "the codes of slot 1024")
	f(func(c *chunk, _ *state) { c.rows = 1 }, "slot 1025 is row 1 of 1")
	f(func(_ *chunk, s *state) { s.live = 3 }, "counted 2 vectors, need 3")
}
