package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Both float kernels hold 16 partial sums per row, product and sum rounded one
// after the other, and fold them in halves: bit for bit what dotPlain does. A
// fused multiply-add would be no faster where rows come from beyond the second
// cache level, and other machines could not repeat it.

// floatAVX512 writes a kernel of one register of sums per row.
func floatAVX512(name string, rows int) {
	query, row, n := floatHeader(name, rows)
	sum := make([]reg.VecVirtual, rows)
	for i := range sum {
		sum[i] = ZMM()
		VPXORD(sum[i], sum[i], sum[i])
	}
	q, p := ZMM(), ZMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(n, Imm(16))
	JL(LabelRef("tail"))
	VMOVUPS(Mem{Base: query, Index: i, Scale: 4}, q)
	for r := range sum {
		VMULPS(Mem{Base: row[r], Index: i, Scale: 4}, q, p)
		VADDPS(p, sum[r], sum[r])
	}
	ADDQ(Imm(16), i)
	SUBQ(Imm(16), n)
	JMP(LabelRef("loop"))

	Label("tail") // n < 16 elements under a mask; what is masked reads as 0
	TESTQ(n, n)
	JZ(LabelRef("fold"))
	mask := lowBits(n)
	k := K()
	KMOVW(mask.As32(), k)
	VMOVUPS_Z(Mem{Base: query, Index: i, Scale: 4}, k, q)
	for r := range sum {
		VMOVUPS_Z(Mem{Base: row[r], Index: i, Scale: 4}, k, p)
		VMULPS(p, q, p)
		VADDPS(p, sum[r], sum[r])
	}

	Label("fold")
	dst := Load(Param("dst"), GP64())
	for r := range sum {
		high := YMM()
		VEXTRACTF64X4(Imm(1), sum[r], high)
		VADDPS(high, sum[r].AsY(), high)
		storeFloat(high, Mem{Base: dst, Disp: 4 * r})
	}
	VZEROUPPER()
	RET()
}

// floatAVX2 writes a kernel of two registers of sums per row.
func floatAVX2(name string, rows int) {
	query, row, n := floatHeader(name, rows)
	low, high := make([]reg.VecVirtual, rows), make([]reg.VecVirtual, rows)
	for r := range rows {
		low[r], high[r] = YMM(), YMM()
		VXORPS(low[r], low[r], low[r])
		VXORPS(high[r], high[r], high[r])
	}
	qlow, qhigh, p := YMM(), YMM(), YMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(n, Imm(16))
	JL(LabelRef("tail"))
	VMOVUPS(Mem{Base: query, Index: i, Scale: 4}, qlow)
	VMOVUPS(Mem{Base: query, Index: i, Scale: 4, Disp: 32}, qhigh)
	for r := range rows {
		VMULPS(Mem{Base: row[r], Index: i, Scale: 4}, qlow, p)
		VADDPS(p, low[r], low[r])
		VMULPS(Mem{Base: row[r], Index: i, Scale: 4, Disp: 32}, qhigh, p)
		VADDPS(p, high[r], high[r])
	}
	ADDQ(Imm(16), i)
	SUBQ(Imm(16), n)
	JMP(LabelRef("loop"))

	Label("tail") // n < 16 elements under a mask; what is masked reads as 0
	TESTQ(n, n)
	JZ(LabelRef("fold"))
	masks := tailMasks()
	at := GP64()
	LEAQ(masks.Offset(64), at)
	SHLQ(Imm(2), n)
	SUBQ(n, at)
	mask := YMM()
	for half, sum := range [][]reg.VecVirtual{low, high} {
		VMOVDQU(Mem{Base: at, Disp: 32 * half}, mask)
		VMASKMOVPS(Mem{Base: query, Index: i, Scale: 4, Disp: 32 * half}, mask, qlow)
		for r := range rows {
			VMASKMOVPS(Mem{Base: row[r], Index: i, Scale: 4, Disp: 32 * half}, mask, p)
			VMULPS(p, qlow, p)
			VADDPS(p, sum[r], sum[r])
		}
	}

	Label("fold")
	dst := Load(Param("dst"), GP64())
	for r := range rows {
		VADDPS(high[r], low[r], low[r])
		storeFloat(low[r], Mem{Base: dst, Disp: 4 * r})
	}
	VZEROUPPER()
	RET()
}

// floatHeader declares a kernel and loads what it is called with.
func floatHeader(name string, rows int) (query reg.Register, row []reg.Register, n reg.GPVirtual) {
	TEXT(name, NOSPLIT, "func(dst, query *float32, n int, "+rowParams(rows)+" *float32)")
	Pragma("noescape")
	query = Load(Param("query"), GP64())
	return query, loadRows(rows), Load(Param("n"), GP64()).(reg.GPVirtual)
}

// storeFloat folds the 8 sums of s in halves and stores the last one.
func storeFloat(s reg.VecVirtual, to Mem) {
	x, t := s.AsX(), XMM()
	VEXTRACTF128(Imm(1), s, t)
	VADDPS(t, x, x)
	VMOVHLPS(x, x, t)
	VADDPS(t, x, x)
	VMOVSHDUP(x, t)
	VADDSS(t, x, x)
	VMOVSS(x, to)
}

var maskTable Mem

// tailMasks is 16 words of all ones, then 16 of zeros: read from 64-4n bytes
// in, it masks the first n of 16 words.
func tailMasks() Mem {
	if maskTable.Symbol.Name != "" {
		return maskTable
	}
	maskTable = GLOBL("tailMasks", RODATA|NOPTR)
	for i := range 32 {
		word := U32(0)
		if i < 16 {
			word = U32(1<<32 - 1)
		}
		DATA(4*i, word)
	}
	return maskTable
}
