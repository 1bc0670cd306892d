package tokenize

import "math/bits"

// maxKey is the longest run of bytes that the word table keeps: 31, so that the bytes and their number fill half a cache
// line. In English abstracts fewer than one word in ten thousand is longer.
const maxKey = 31

// wordKey holds the bytes of a run, little-endian and zero-padded, and their number in the last byte. Two runs are equal
// if and only if their keys are.
type wordKey [4]uint64

// keyOf makes the key of s[i:j], at most maxKey bytes.
func keyOf(s string, i, j int) (k wordKey) {
	n := j - i
	if i+32 > len(s) {
		return keyAtEnd(s[i:j])
	}
	s = s[i : i+32]
	switch {
	case n <= 8:
		k[0] = load64(s, 0) & lowBytes(n)
	case n <= 16:
		k[0], k[1] = load64(s, 0), load64(s, 8)&lowBytes(n-8)
	case n <= 24:
		k[0], k[1], k[2] = load64(s, 0), load64(s, 8), load64(s, 16)&lowBytes(n-16)
	default:
		k[0], k[1], k[2], k[3] = load64(s, 0), load64(s, 8), load64(s, 16), load64(s, 24)&lowBytes(n-24)
	}
	k[3] |= uint64(n) << 56
	return k
}

// keyAtEnd is keyOf without reading beyond the run.
func keyAtEnd(run string) (k wordKey) {
	for i := range len(run) {
		k[i/8] |= uint64(run[i]) << (i % 8 * 8)
	}
	k[3] |= uint64(len(run)) << 56
	return k
}

// load64 reads eight bytes, little-endian; the compiler makes it one load.
func load64(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// lowBytes is a mask of the n lowest bytes, 1 to 8.
func lowBytes(n int) uint64 { return ^uint64(0) >> (64 - uint(n)*8) }

// hash mixes the key; its high bits are good.
func (k *wordKey) hash() uint64 {
	const m0, m1, m2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F
	hi, lo := bits.Mul64(k[0]^m0, k[1]^k[3]^m1)
	if k[2] != 0 {
		h2, l2 := bits.Mul64(k[2]^m2, k[3]^m0)
		lo ^= h2 ^ l2
	}
	return (hi ^ lo) * m0
}
