package lexical

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestLengths(t *testing.T) {
	before := 0
	for n := range 5000 {
		code := encodeLength(n)
		got := decodeLength(code)
		if got > n || n < 4096 && float64(n-got) > 0.032*float64(n) || n < 64 && got != n {
			t.Fatalf("%d is kept as %d", n, got)
		}
		if int(code) < before {
			t.Fatalf("the code of %d is %d, below the one before, %d", n, code, before)
		}
		before = int(code)
	}
	if before != 255 {
		t.Errorf("the last code is %d, need 255", before)
	}
}

func TestPackedNumbers(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for w := range 33 {
		for _, n := range []int{0, 1, 7, 127, 128} {
			numbers := make([]uint32, n)
			for i := range numbers {
				numbers[i] = uint32(r.Uint64() & (1<<w - 1))
			}
			packed := appendPacked(nil, numbers, w)
			if len(packed) != packedSize(n, w) {
				t.Fatalf("%d numbers of %d bits: %d bytes, need %d", n, w, len(packed), packedSize(n, w))
			}
			got := make([]uint32, n)
			unpack(got, append(packed, make([]byte, padding)...), w)
			if !slices.Equal(got, numbers) {
				t.Fatalf("%d bits: got %v, need %v", w, got, numbers)
			}
		}
	}
}
