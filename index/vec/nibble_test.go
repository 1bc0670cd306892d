package vec

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

type nibbleKernel func(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8)

func TestNibbleByHand(t *testing.T) {
	query, row, dst := make([]int8, 64), make([]uint8, 32), make([]int32, 1)
	query[0], query[1], query[32], query[63] = 1, 2, 3, -4
	row[0], row[1], row[31] = 0x21, 0xf3, 0x5f
	// 1*1 + 2*3 + 3*2 - 4*5; elements 33 and 31 of the query are 0.
	if DotsNibble(dst, query, row); dst[0] != -7 {
		t.Errorf("got %d, need -7", dst[0])
	}
	for dim, want := range map[int]int{0: 0, 1: 32, 64: 32, 65: 64, 384: 192} {
		if got := NibbleRow(dim); got != want {
			t.Errorf("a row of %d takes %d bytes, need %d", dim, got, want)
		}
	}
}

func TestNibbleKernels(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 3))
	kinds := map[string]func() (int8, uint8){
		"any": func() (int8, uint8) { return int8(random.Uint32()), uint8(random.Uint32()) },
		"extreme": func() (int8, uint8) {
			return []int8{-128, 127, 0}[random.IntN(3)], []uint8{0xff, 0xf0, 0x0f}[random.IntN(3)]
		},
		"least": func() (int8, uint8) { return -128, 0xff },
	}
	for name, kernel := range nibbleKernels() {
		t.Run(name, func(t *testing.T) {
			for kind, draw := range kinds {
				for _, n := range []int{0, 32, 64, 96, 128, 160, 192, 384, 512} {
					for offset := range 3 {
						query := fill(2*n+offset+1, func() int8 { q, _ := draw(); return q })[offset:]
						var rows [4][]uint8
						for r := range rows {
							rows[r] = fill(n+offset+1, func() uint8 { _, u := draw(); return u })[offset:]
						}
						got := [6]int32{42, 0, 0, 0, 0, 42}
						kernel(&got[1], &query[0], n, &rows[0][0], &rows[1][0], &rows[2][0], &rows[3][0])
						want := [6]int32{42, 0, 0, 0, 0, 42}
						for r := range rows {
							for i := range n {
								want[1+r] += int32(rows[r][i]%16)*int32(query[i]) + int32(rows[r][i]/16)*int32(query[n+i])
							}
						}
						if got != want {
							t.Fatalf("%s, %d bytes, offset %d: got %v, need %v", kind, n, offset, got, want)
						}
					}
				}
			}
		})
	}
}

func TestManyNibblesEqualOne(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 3))
	for _, n := range []int{0, 32, 192} {
		for count := range 10 {
			rows := fill(n*count, func() uint8 { return uint8(random.Uint32()) })
			query := fill(2*n, func() int8 { return int8(random.Uint32()) })
			want, ids := make([]int32, count), make([]uint32, count)
			for i := range want {
				want[i] = dotNibblePlain(query, rows[i*n:][:n])
				ids[i] = uint32(random.IntN(count))
			}
			got := make([]int32, count)
			if DotsNibble(got, query, rows); !slices.Equal(got, want) {
				t.Fatalf("%d rows of %d bytes: got %v, need %v", count, n, got, want)
			}
			DotsNibbleAt(got, query, rows, ids)
			for i, id := range ids {
				if got[i] != want[id] {
					t.Fatalf("row %d of %d: got %d, need %d", id, count, got[i], want[id])
				}
			}
		}
	}
}

func TestOutsideNibblesPanics(t *testing.T) {
	f := func(name string, call func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s: no panic", name)
			}
		}()
		call()
	}
	query, rows := make([]int8, 64), make([]uint8, 64)
	f("three rows of two", func() { DotsNibble(make([]int32, 3), query, rows[:64:64]) })
	f("row 2 of 2", func() { DotsNibbleAt(make([]int32, 1), query, rows[:64:64], []uint32{2}) })
	f("into too little", func() { DotsNibbleAt(make([]int32, 1), query, rows, []uint32{0, 1}) })
	f("an odd length", func() { DotsNibble(make([]int32, 1), query[:33], rows) })
}

func BenchmarkDotsNibble(b *testing.B) {
	query, rows, dst := make([]int8, 384), make([]uint8, 100_000*192), make([]int32, 100_000)
	for i := range rows {
		rows[i] = uint8(i % 251)
	}
	b.SetBytes(int64(len(rows)))
	for b.Loop() {
		DotsNibble(dst, query, rows)
	}
}

// oneNibble makes a kernel of four rows from a kernel of one.
func oneNibble(kernel func(dst *int32, query *int8, n int, r0 *uint8)) nibbleKernel {
	return func(d *int32, query *int8, n int, r0, r1, r2, r3 *uint8) {
		for i, r := range [4]*uint8{r0, r1, r2, r3} {
			kernel(&unsafe.Slice(d, 4)[i], query, n, r)
		}
	}
}

func TestJoin(t *testing.T) {
	// By hand: codes -128, 1, and 127 with 0 behind them.
	codes := make([]int8, 4)
	Join(codes, []uint8{0x80, 0xf8}, []uint8{0x00, 0xf1})
	if want := []int8{-128, 1, 0, 127}; !slices.Equal(codes, want) {
		t.Errorf("got %v, need %v", codes, want)
	}
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, n := range []int{0, 1, 31, 32, 33, 64, 96, 192, 320} {
		high, low := make([]uint8, n), make([]uint8, n)
		for i := range n {
			high[i], low[i] = uint8(random.Uint32()), uint8(random.Uint32())
		}
		got, want := make([]int8, 2*n), make([]int8, 2*n)
		Join(got, high, low)
		joinPlain(want, high, low, 0)
		if !slices.Equal(got, want) {
			t.Errorf("%d bytes: got %v, need %v", n, got, want)
		}
	}
}
