package vec

// The plain kernels are what every other kernel is held to, and what runs where
// there is no other.

// dotPlain holds 16 partial sums, 8 at a time so that they fit registers. The
// conversions keep the compiler from fusing product and sum.
func dotPlain(a, b []float32) float32 {
	var sum [16]float32
	b = b[:len(a)]
	whole := len(a) &^ 15
	for half := 0; half < 16; half += 8 {
		var s0, s1, s2, s3, s4, s5, s6, s7 float32
		for i := half; i < whole; i += 16 {
			x, y := a[i:][:8], b[i:][:8]
			s0 += float32(x[0] * y[0])
			s1 += float32(x[1] * y[1])
			s2 += float32(x[2] * y[2])
			s3 += float32(x[3] * y[3])
			s4 += float32(x[4] * y[4])
			s5 += float32(x[5] * y[5])
			s6 += float32(x[6] * y[6])
			s7 += float32(x[7] * y[7])
		}
		*(*[8]float32)(sum[half:]) = [8]float32{s0, s1, s2, s3, s4, s5, s6, s7}
	}
	for i := whole; i < len(a); i++ {
		sum[i-whole] += float32(a[i] * b[i])
	}
	for half := 8; half > 0; half /= 2 {
		for i := range half {
			sum[i] += sum[i+half]
		}
	}
	return sum[0]
}

func dotInt8Plain(a, b []int8) int32 {
	var sum int32
	b = b[:len(a)]
	for i, x := range a {
		sum += int32(x) * int32(b[i])
	}
	return sum
}

func widenPlain(dst []float32, src []uint16) {
	dst = dst[:len(src)]
	for i, h := range src {
		dst[i] = Float32(h)
	}
}

func dotNibblePlain(query []int8, row []uint8) int32 {
	var sum int32
	n := len(row)
	first, second := query[:n], query[n:][:n]
	for i, b := range row {
		sum += int32(b&15)*int32(first[i]) + int32(b>>4)*int32(second[i])
	}
	return sum
}
