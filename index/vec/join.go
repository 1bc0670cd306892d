package vec

// Join sets codes from two rows of nibbles: element i is 16 times that of high, and that
// of low, less 128. The rows are of one length, and codes has twice as many elements,
// those of the low four bits first (see DotsNibble).
func Join(codes []int8, high, low []uint8) {
	low, codes = low[:len(high)], codes[:2*len(high)]
	done := join(codes, high, low)
	joinPlain(codes, high, low, done)
}

// joinPlain joins what stands behind the first done bytes.
func joinPlain(codes []int8, high, low []uint8, done int) {
	first, second := codes[:len(high)], codes[len(high):]
	for i := done; i < len(high); i++ {
		h, l := high[i], low[i]
		first[i] = int8(h<<4 | l&0x0f ^ 0x80)
		second[i] = int8(h&0xf0 | l>>4 ^ 0x80)
	}
}
