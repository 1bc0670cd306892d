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
	// One component is not turned; of 0.6 and -0.8 in one block the sum and the
	// difference, over the root of 2, are -0.1414 and 0.9899, but for signs.
	r := newCoder(&rotation{block: 1, blocks: 2, signs: []float64{1, -1}})
	c := r.encode([]float32{0.6, 0.8})
	// The largest component becomes 127; 0.6 / (0.8/127) = 95.25 is rounded to 95.
	if !slices.Equal(r.codes, []int8{95, -127}) {
		t.Errorf("got codes %v, need [95 -127]", r.codes)
	}
	// What is left over is a quarter of the scale, 0.8/127. The high nibbles stand
	// for 80 + 7.5 and -128 + 7.5.
	scale := 0.8 / 127
	if want := 0.25 * scale; math.Abs(float64(c.off)-want) > 1e-6 || math.Abs(float64(c.scale)-scale) > 1e-9 {
		t.Errorf("got %+v, need scale %g and off %g", c, scale, want)
	}
	if want := scale * math.Hypot(95.25-87.5, -127+120.5); math.Abs(float64(c.rough)-want) > 1e-6 {
		t.Errorf("got rough %g, need %g", c.rough, want)
	}
	high, low := []uint8{0xff}, []uint8{0xff} // what was there goes
	split(high, low, r.codes)
	// 95 + 128 is 0xdf, -127 + 128 is 0x01.
	if high[0] != 0x0d || low[0] != 0x1f {
		t.Errorf("got nibbles %#x and %#x, need 0x0d and 0x1f", high, low)
	}
}

func TestRotation(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, dim := range []int{1, 2, 3, 12, 64, 96, 384, 1000} {
		r := newRotation(dim)
		draw := func() ([]float32, []float64) {
			v, turned := make([]float32, dim), make([]float64, dim)
			for i := range v {
				v[i] = float32(random.NormFloat64())
			}
			r.turn(turned, v)
			return v, turned
		}
		a, turnedA := draw()
		b, turnedB := draw()
		var want, got, magnitude float64
		for i := range a {
			want += float64(a[i]) * float64(b[i])
			got += turnedA[i] * turnedB[i]
			magnitude += float64(a[i]*a[i] + b[i]*b[i])
		}
		if math.Abs(got-want) > 1e-12*magnitude {
			t.Errorf("%d dimensions: the product was %v, turned it is %v", dim, want, got)
		}
	}
	// What one component holds is spread over its block.
	turned := make([]float64, 384)
	newRotation(384).turn(turned, append(make([]float32, 383), 1))
	for i, x := range turned {
		if want := float64(i / 256); math.Abs(x*x*128-want) > 1e-9 {
			t.Fatalf("component %d became %v", i, x)
		}
	}
}

// What probe proves: every product lies within its bounds. The vectors that are
// hardest on it have one large component, so a coarse scale, and all others at
// half a step, on the query's side.
func TestBoundHolds(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	tightest, tightestRough := float32(math.Inf(1)), float32(math.Inf(1))
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
		r := newRotation(dim)
		p, coder := newProbe(r, q), newCoder(r)
		c, codes := coder.encode(v), coder.codes
		n := vec.NibbleRow(dim)
		high, low, products := make([]uint8, n), make([]uint8, n), make([]int32, 2)
		split(high, low, codes)
		vec.DotsNibble(products[:1], p.codes, high)
		vec.DotsNibble(products[1:], p.codes, low)
		product := p.product(products[0], products[1])
		if want := vec.DotInt8(p.codes[:dim], codes); product != want {
			t.Fatalf("the product of the nibbles of %v is %d, need %d", codes, product, want)
		}
		least, most := p.between(product, c)
		exact := vec.Dot(q, v)
		if exact < least || exact > most {
			t.Fatalf("the product of %v and %v is %v, need it from %v to %v", q, v, exact, least, most)
		}
		about, slack := p.roughly(products[0], &c)
		if exact < about-slack || exact > about+slack {
			t.Fatalf("the product of %v and %v is %v, need it within %v of %v", q, v, exact, slack, about)
		}
		tightest = min(tightest, most-exact, exact-least)
		tightestRough = min(tightestRough, about+slack-exact, exact-(about-slack))
	}
	t.Log("nearest that a product came to a bound, and to that of the high nibbles:", tightest, tightestRough)
	if tightest > 0.01 || tightestRough > 0.01 {
		t.Errorf("no product came nearer to a bound than %v and %v; the test tries too little", tightest, tightestRough)
	}
}

func TestHighest(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		values := make([]float32, 1+random.IntN(40))
		for i := range values {
			values[i] = float32(random.IntN(1 + random.IntN(30)))
		}
		k, sorted := 1+random.IntN(len(values)), slices.Clone(values)
		slices.Sort(sorted)
		if got, want := highest(slices.Clone(values), k), sorted[len(values)-k]; got != want {
			t.Fatalf("got %v as the %d-th highest of %v, need %v", got, k, values, want)
		}
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
	f(func(c *chunk, _ *state) { c.high[0] ^= 1 }, "the codes of slot 1024")
	f(func(c *chunk, _ *state) { c.low[0] ^= 1 }, "the codes of slot 1024")
	f(func(c *chunk, _ *state) { c.code[0].rough = 0 }, "the codes of slot 1024")
	f(func(c *chunk, _ *state) { c.code[0].off = 0 }, "the codes of slot 1024")
	f(func(c *chunk, _ *state) { c.rows = 1 }, "slot 1025 is row 1 of 1")
	f(func(_ *chunk, s *state) { s.live = 3 }, "counted 2 vectors, need 3")
}
