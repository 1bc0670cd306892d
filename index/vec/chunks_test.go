package vec

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestDotsInt8In(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	extremes := []int8{-128, -127, -1, 0, 1, 127}
	for _, n := range []int{64, 128, 192, 384} {
		for _, extreme := range []bool{false, true} {
			draw := func(v []int8) {
				for i := range v {
					if v[i] = int8(random.IntN(256) - 128); extreme {
						v[i] = extremes[random.IntN(len(extremes))]
					}
				}
			}
			// Only these rows are written: of the last chunk, the edges, and some.
			ids := []uint32{0, 1, ChunkRows - 1, ChunkRows, 2*ChunkRows - 1}
			for range 60 {
				ids = append(ids, uint32(random.IntN(2*ChunkRows)))
			}
			rows := Chunks{}
			for range 2 {
				rows = append(rows, &make([]int8, ChunkRows*n)[0])
			}
			query := make([]int8, n)
			draw(query)
			at := func(id uint32) []int8 { return chunkRow(rows, id, n) }
			for _, id := range ids {
				draw(at(id))
			}
			for count := range len(ids) + 1 {
				some := ids[:count]
				random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
				want := make([]int32, count)
				for i, id := range some {
					want[i] = dotInt8Plain(query, at(id))
				}
				dst := make([]int32, count+4)
				DotsInt8In(dst[:count+3], query, rows, some)
				if !slices.Equal(dst[:count], want) || dst[count+3] != 0 {
					t.Fatalf("%d rows of %d: got %v, need %v and the last 0", count, n, dst, want)
				}
				if count == 0 {
					continue
				}
				clear(dst)
				dotsIntInPlain(dst, query, rows, some)
				if !slices.Equal(dst[:count], want) {
					t.Fatalf("%d rows of %d, plain: got %v, need %v", count, n, dst, want)
				}
			}
		}
	}
}
