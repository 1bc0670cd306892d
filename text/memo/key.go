package memo

import "math/bits"

// MaxKey is the longest run of bytes that a key holds: 31, so that the bytes and their number fill half a cache line. In English
// abstracts fewer than one word in ten thousand is longer.
const MaxKey = 31

// keySize is how many bytes a key is made of.
const keySize = MaxKey + 1

// Key holds the bytes of a run, at least one, little-endian and zero-padded, and their number in the last byte. Two runs
// are equal if and only if their keys are.
type Key [keySize / 8]uint64

// KeyOf makes the key of s[i:j], of 1 to MaxKey bytes. It is fast where s has 32 bytes from i on.
func KeyOf[T string | []byte](s T, i, j int) (k Key) {
	n := j - i
	if i+keySize > len(s) {
		for at := range n {
			k[at/8] |= uint64(s[i+at]) << (at % 8 * 8)
		}
	} else {
		k[0] = load64(s, i)
		switch {
		case n <= 8:
			k[0] &= lowBytes(n)
		case n <= 16:
			k[1] = load64(s, i+8) & lowBytes(n-8)
		case n <= 24:
			k[1], k[2] = load64(s, i+8), load64(s, i+16)&lowBytes(n-16)
		default:
			k[1], k[2], k[3] = load64(s, i+8), load64(s, i+16), load64(s, i+24)&lowBytes(n-24)
		}
	}
	k[3] |= uint64(n) << 56
	return k
}

// load64 reads eight bytes, little-endian; the compiler makes it one load.
func load64[T string | []byte](s T, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// lowBytes is a mask of the n lowest bytes, 1 to 8.
func lowBytes(n int) uint64 { return ^uint64(0) >> (64 - uint(n)*8) }

// hash mixes the key; its high bits are good.
func (k *Key) hash() uint64 {
	const m0, m1, m2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F
	hi, lo := bits.Mul64(k[0]^m0, k[1]^k[3]^m1)
	if k[2] != 0 {
		h2, l2 := bits.Mul64(k[2]^m2, k[3]^m0)
		lo ^= h2 ^ l2
	}
	return (hi ^ lo) * m0
}
