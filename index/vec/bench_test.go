package vec

import (
	"fmt"
	"testing"
)

// Rows of 384: 1,024 of float32 lie in the second cache level, 100,000 do not.
func BenchmarkDots(b *testing.B) {
	for _, rows := range []int{1, 1024, 10_644, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			query, matrix, dst := make([]float32, 384), make([]float32, rows*384), make([]float32, rows)
			for i := range matrix {
				matrix[i] = float32(i%7) / 7
			}
			b.SetBytes(int64(4 * len(matrix)))
			for b.Loop() {
				Dots(dst, query, matrix)
			}
		})
	}
}

func BenchmarkDotsInt8(b *testing.B) {
	for _, rows := range []int{1, 1024, 10_644, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			query, matrix, dst := make([]int8, 384), make([]int8, rows*384), make([]int32, rows)
			for i := range matrix {
				matrix[i] = int8(i % 7)
			}
			b.SetBytes(int64(len(matrix)))
			for b.Loop() {
				DotsInt8(dst, query, matrix)
			}
		})
	}
}

// A graph asks for some 32 scattered rows at a time.
func BenchmarkDotsInt8At(b *testing.B) {
	const rows = 100_000
	query, matrix := make([]int8, 384), make([]int8, rows*384)
	for i := range matrix {
		matrix[i] = int8(i % 7)
	}
	ids, dst, next := make([]uint32, 32), make([]int32, 32), uint32(1)
	for b.Loop() {
		for i := range ids {
			next = next*1664525 + 1013904223
			ids[i] = next >> 8 % rows
		}
		DotsInt8At(dst, query, matrix, ids)
	}
}

func BenchmarkWiden(b *testing.B) {
	src, dst := make([]uint16, 384), make([]float32, 384)
	for i := range src {
		src[i] = 0x2c00 + uint16(i)
	}
	for b.Loop() {
		Widen(dst, src)
	}
}

func BenchmarkNarrow(b *testing.B) {
	src, dst := make([]float32, 384), make([]uint16, 384)
	for i := range src {
		src[i] = float32(i) / 1000
	}
	for b.Loop() {
		Narrow(dst, src)
	}
}
