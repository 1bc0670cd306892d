package vec

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// lengths are around every block size of every kernel, and those of models.
var lengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 47, 48, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 384, 768, 1023, 1024}

// floatKernel sets dst[0:4] to the products of the query with four rows;
// intKernel too.
type (
	floatKernel func(dst, query *float32, n int, r0, r1, r2, r3 *float32)
	intKernel   func(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8)
)

// one makes a kernel of four rows from a kernel of one.
func one[D, Q any](kernel func(dst *D, query *Q, n int, r0 *Q), dst func(*D, int) *D) func(*D, *Q, int, *Q, *Q, *Q, *Q) {
	return func(d *D, query *Q, n int, r0, r1, r2, r3 *Q) {
		for i, r := range [4]*Q{r0, r1, r2, r3} {
			kernel(dst(d, i), query, n, r)
		}
	}
}

func TestDotByHand(t *testing.T) {
	f := func(want float32, a, b []float32) {
		t.Helper()
		if got := Dot(a, b); got != want {
			t.Errorf("Dot(%v, %v) = %v, need %v", a, b, got, want)
		}
	}
	f(0, nil, nil)
	f(6, []float32{2}, []float32{3})
	f(32, []float32{1, 2, 3}, []float32{4, 5, 6}) // 4 + 10 + 18
	f(-1, []float32{1, 0, -1}, []float32{0, 7, 1})

	// 17 elements: the last joins the first sum. 1..17 squared add up to 1785.
	a := make([]float32, 17)
	for i := range a {
		a[i] = float32(i + 1)
	}
	f(1785, a, a)
}

// The order of the sums is part of what Dot promises. Sum 0 holds 2^24, to which
// adding 1 is lost, so that it matters who is added to whom.
func TestOrderOfSums(t *testing.T) {
	ones := make([]float32, 32)
	for i := range ones {
		ones[i] = 1
	}
	f := func(want float32, at map[int]float32) {
		t.Helper()
		a := make([]float32, 32)
		for i, x := range at {
			a[i] = x
		}
		if got := Dot(a, ones); got != want {
			t.Errorf("Dot of %v with ones = %v, need %v", at, got, want)
		}
		dst := make([]float32, 4)
		Dots(dst, ones, slices.Concat(a, a, a, a))
		if want := []float32{want, want, want, want}; !slices.Equal(dst, want) {
			t.Errorf("Dots of %v with ones = %v, need %v", at, dst, want)
		}
	}
	const big = 1 << 24
	f(big, map[int]float32{0: big, 16: 1, 8: 0})           // the same sum: 1 is lost
	f(big, map[int]float32{0: big, 16: 1, 8: 1})           // lost, and lost again in the first fold
	f(big+2, map[int]float32{0: big, 1: 1, 9: 1})          // 1 and 9 meet before they reach 0
	f(big+2, map[int]float32{0: big, 4: 1, 12: 1, 2: 0.5}) // so do 4 and 12; 0.5 is lost
	f(big+2, map[int]float32{0: big, 7: 1, 3: 1})          // 3 and 7 meet in the second fold
}

func TestFloatKernels(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	kinds := map[string]func() float32{
		"unit":    func() float32 { return float32(random.NormFloat64()) / 20 },
		"mixed":   func() float32 { return float32(math.Ldexp(random.NormFloat64(), random.IntN(60)-30)) },
		"extreme": func() float32 { return extremes[random.IntN(len(extremes))] },
	}
	for name, kernel := range floatKernels() {
		t.Run(name, func(t *testing.T) {
			for kind, draw := range kinds {
				for _, n := range lengths {
					for offset := range 3 { // unaligned starts
						rows := make([][]float32, 5)
						for r := range rows {
							rows[r] = fill(n+offset+1, draw)[offset:][:n+1]
						}
						query := rows[4][:n]
						var got [6]float32
						got[0], got[5] = 42, 42
						kernel(&got[1], &rows[4][0], n, &rows[0][0], &rows[1][0], &rows[2][0], &rows[3][0])
						for r := range 4 {
							if want := dotPlain(query, rows[r][:n]); !same(got[1+r], want) {
								t.Fatalf("%s, length %d, offset %d, row %d: got %v, need %v", kind, n, offset, r, got[1+r], want)
							}
						}
						if got[0] != 42 || got[5] != 42 {
							t.Fatalf("%s, length %d: wrote beside the four results: %v", kind, n, got)
						}
					}
				}
			}
		})
	}
}

// The plain kernel against the sum in float64, whose error is far smaller.
func TestPlainIsNear(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for _, n := range lengths {
		a := fill(n, func() float32 { return float32(random.NormFloat64()) })
		b := fill(n, func() float32 { return float32(random.NormFloat64()) })
		var want, magnitude float64
		for i := range a {
			want += float64(a[i]) * float64(b[i])
			magnitude += math.Abs(float64(a[i]) * float64(b[i]))
		}
		// One rounding per product and per sum: n/16 of them in a row, and four folds.
		limit := magnitude * float64(n/16+6) * 0x1p-24
		if got := float64(dotPlain(a, b)); math.Abs(got-want) > limit {
			t.Errorf("length %d: got %v, need %v within %g", n, got, want, limit)
		}
	}
}

func TestIntKernels(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	kinds := map[string]func() int8{
		"any":     func() int8 { return int8(random.Uint32()) },
		"extreme": func() int8 { return []int8{-128, -127, 127, 0, -1}[random.IntN(5)] },
		"least":   func() int8 { return -128 },
	}
	for name, kernel := range intKernels() {
		t.Run(name, func(t *testing.T) {
			for kind, draw := range kinds {
				for _, n := range lengths {
					for offset := range 3 {
						rows := make([][]int8, 5)
						for r := range rows {
							rows[r] = fill(n+offset+1, draw)[offset:][:n+1]
						}
						var got [6]int32
						got[0], got[5] = 42, 42
						kernel(&got[1], &rows[4][0], n, &rows[0][0], &rows[1][0], &rows[2][0], &rows[3][0])
						for r := range 4 {
							var want int64
							for i := range n {
								want += int64(rows[r][i]) * int64(rows[4][i])
							}
							if int64(got[1+r]) != want {
								t.Fatalf("%s, length %d, offset %d, row %d: got %d, need %d", kind, n, offset, r, got[1+r], want)
							}
						}
						if got[0] != 42 || got[5] != 42 {
							t.Fatalf("%s, length %d: wrote beside the four results: %v", kind, n, got)
						}
					}
				}
			}
		})
	}
}

func TestInt8AtItsLongest(t *testing.T) {
	row := fill(MaxInt8, func() int8 { return -128 })
	const want = MaxInt8 * 128 * 128
	if got := DotInt8(row, row); int64(got) != want {
		t.Errorf("got %d, need %d", got, want)
	}
}

// However a product is asked for, it is the same, bit for bit.
func TestManyEqualOne(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for _, n := range []int{0, 1, 15, 16, 50, 384} {
		for count := range 10 {
			matrix := fill(n*count, func() float32 { return float32(random.NormFloat64()) })
			codes := fill(n*count, func() int8 { return int8(random.Uint32()) })
			query := fill(n, func() float32 { return float32(random.NormFloat64()) })
			codeQuery := fill(n, func() int8 { return int8(random.Uint32()) })
			want, wantInt := make([]float32, count), make([]int32, count)
			ids := make([]uint32, count)
			for i := range count {
				ids[i] = uint32(random.IntN(count))
				want[i] = Dot(query, matrix[i*n:][:n])
				wantInt[i] = DotInt8(codeQuery, codes[i*n:][:n])
			}
			got, gotInt := make([]float32, count), make([]int32, count)
			Dots(got, query, matrix)
			DotsInt8(gotInt, codeQuery, codes)
			if !slices.Equal(got, want) || !slices.Equal(gotInt, wantInt) {
				t.Fatalf("%d rows of %d: got %v and %v, need %v and %v", count, n, got, gotInt, want, wantInt)
			}
			DotsAt(got, query, matrix, ids)
			DotsInt8At(gotInt, codeQuery, codes, ids)
			for i, id := range ids {
				if got[i] != want[id] || gotInt[i] != wantInt[id] {
					t.Fatalf("row %d of %d rows of %d: got %v and %v, need %v and %v", id, count, n, got[i], gotInt[i], want[id], wantInt[id])
				}
			}
		}
	}
}

// What would read outside a slice panics instead.
func TestOutsidePanics(t *testing.T) {
	f := func(name string, call func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s: no panic", name)
			}
		}()
		call()
	}
	three, seven := make([]float32, 3), make([]float32, 7)
	codes, bytes := make([]int8, 3), make([]int8, 7)
	f("Dot of a shorter row", func() { Dot(make([]float32, 4), three[:3:3]) })
	f("Dots of two rows and a bit", func() { Dots(make([]float32, 3), three, seven) })
	f("DotsAt of row 2 of 2", func() { DotsAt(make([]float32, 1), three, seven, []uint32{2}) })
	f("DotsAt of the last id", func() { DotsAt(make([]float32, 1), three, seven, []uint32{math.MaxUint32}) })
	f("DotsAt into too little", func() { DotsAt(make([]float32, 1), three, seven, []uint32{0, 1}) })
	f("DotInt8 of a shorter row", func() { DotInt8(make([]int8, 4), codes[:3:3]) })
	f("DotsInt8 of two rows and a bit", func() { DotsInt8(make([]int32, 3), codes, bytes) })
	f("DotsInt8At of row 2 of 2", func() { DotsInt8At(make([]int32, 1), codes, bytes, []uint32{2}) })
}

func TestKernelHasAName(t *testing.T) {
	if Kernel() == "" {
		t.Error("the kernel has no name")
	}
	t.Log("kernel:", Kernel())
}

var extremes = []float32{
	0, float32(math.Copysign(0, -1)), 1, -1, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32,
	0x1p-126, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
}

func fill[T any](n int, draw func() T) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = draw()
	}
	return s
}

// same tells whether two results are the same bits, or both a NaN.
func same(a, b float32) bool {
	return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b
}
