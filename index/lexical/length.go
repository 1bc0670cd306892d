package lexical

import "math/bits"

// The length of a paper is the number of words in its title and abstract, in one
// byte: exact below 64, then in 32 steps for each doubling. 4,095 and more are
// one length. A step is 3 of 100 at most, which moves no score by more than 1 of 100.

// encodeLength is the code of a length, rounded down.
func encodeLength(n int) uint8 {
	n = min(n, 4095)
	if n < 64 {
		return uint8(n)
	}
	octave := bits.Len(uint(n)) - 6 // n >> octave is 32 to 63
	return uint8(32 + 32*octave + n>>octave - 32)
}

// decodeLength is the shortest length with a code.
func decodeLength(code uint8) int {
	if code < 64 {
		return int(code)
	}
	octave := int(code)/32 - 1
	return (int(code)%32 + 32) << octave
}
