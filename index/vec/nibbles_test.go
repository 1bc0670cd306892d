package vec

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNibblesInChunksByHand(t *testing.T) {
	row := make([]uint8, NibbleChunk*64)
	row[64+0], row[64+63] = 0x21, 0xf0 // row 1: numbers 0, 64 and 127
	query := make([]int8, 128)
	query[0], query[64], query[127], query[1] = 5, -7, 100, 127
	dst := make([]int32, 4)
	Nibbles{Chunks: []*uint8{&row[0]}, Stride: 64}.DotsAt(dst, query, []uint32{0, 1})
	if want := int32(1*5 - 2*7 + 15*100); dst[0] != 0 || dst[1] != want {
		t.Errorf("got %v, need 0 and %d", dst[:2], want)
	}
}

func TestNibblesKernels(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for name, kernel := range nibblesKernels() {
		for _, blocks := range []int{1, 2, 3, 8} {
			for _, extreme := range []bool{false, true} {
				testNibbles(t, random, name, kernel, blocks, extreme)
			}
		}
	}
}

func testNibbles(t *testing.T, random *rand.Rand, name string, kernel nibblesKernel, blocks int, extreme bool) {
	rows := Nibbles{Stride: 64 * blocks}
	for range 2 {
		rows.Chunks = append(rows.Chunks, &make([]uint8, NibbleChunk*rows.Stride)[0])
	}
	query := make([]int8, 128*blocks)
	for i := range query {
		if query[i] = int8(random.IntN(256) - 128); extreme {
			query[i] = int8(-128 + 255*random.IntN(2))
		}
	}
	// Only these rows are written: the edges of the chunks, and some.
	ids := []uint32{0, 1, NibbleChunk - 1, NibbleChunk, 2*NibbleChunk - 1}
	for range 36 {
		ids = append(ids, uint32(random.IntN(2*NibbleChunk)))
	}
	for _, id := range ids {
		row := rows.row(id)
		for i := range row {
			if row[i] = uint8(random.IntN(256)); extreme {
				row[i] = uint8(random.IntN(2) * 255)
			}
		}
	}
	product := func(id uint32, n int) int32 {
		row, sum := rows.row(id), 0
		for i, x := range row[:n/2] {
			sum += int(x&15)*int(query[i]) + int(x>>4)*int(query[n/2+i])
		}
		return int32(sum)
	}
	for count := range len(ids) + 1 {
		random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		n := 128 * (1 + random.IntN(blocks)) // of the query: the first numbers of each row
		want, dst := make([]int32, (count+3)/4*4), make([]int32, count+4)
		for i := range want {
			want[i] = product(ids[min(i, count-1)], n)
		}
		if count > 0 {
			kernel(rows, dst[:len(want)], query[:n], ids[:count])
		}
		if !slices.Equal(dst[:len(want)], want) || slices.Max(dst[len(want):]) != 0 {
			t.Fatalf("%s, %d rows, %d numbers of %d: got %v, need %v and zeros", name, count, n, 128*blocks, dst, want)
		}
	}
}

// What the kernels cannot do gives zeros, not reads beyond.
func TestNibblesRefuse(t *testing.T) {
	row := make([]uint8, NibbleChunk*64)
	rows := Nibbles{Chunks: []*uint8{&row[0]}, Stride: 64}
	for _, n := range []int{0, 1, 127, 129, 256} {
		dst := []int32{1, 1, 1, 1, 1}
		rows.DotsAt(dst, make([]int8, n), []uint32{0})
		if !slices.Equal(dst, []int32{0, 0, 0, 0, 1}) {
			t.Errorf("a query of %d: got %v", n, dst)
		}
	}
	rows.DotsAt(nil, make([]int8, 128), nil)
}

type nibblesKernel func(rows Nibbles, dst []int32, query []int8, ids []uint32)
