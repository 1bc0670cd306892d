package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// nibbleVNNI writes a kernel around VPDPBUSD, which multiplies the unsigned
// nibbles with the signed query as they are. n is a multiple of 32.
func nibbleVNNI(name string, rows int) {
	query, row, n := nibbleHeader(name, rows)
	sum := make([]reg.VecVirtual, rows)
	for r := range rows {
		sum[r] = ZMM()
		VPXORD(sum[r], sum[r], sum[r])
	}
	four := ZMM()
	bits := GP32()
	MOVL(U32(0x0f0f0f0f), bits)
	VPBROADCASTD(bits, four)
	second := GP64() // the half of the query that the high nibbles meet
	LEAQ(Mem{Base: query, Index: n, Scale: 1}, second)
	first, last, low, high := ZMM(), ZMM(), ZMM(), ZMM()
	i := GP64()
	XORQ(i, i)
	meet := func(r int) {
		VPANDD(low, four, high)
		multiplyAdd(first, high, sum[r])
		VPSRLW(Imm(4), low, low)
		VPANDD(low, four, low)
		multiplyAdd(last, low, sum[r])
	}

	Label("loop")
	CMPQ(n, Imm(64))
	JL(LabelRef("tail"))
	VMOVDQU64(Mem{Base: query, Index: i, Scale: 1}, first)
	VMOVDQU64(Mem{Base: second, Index: i, Scale: 1}, last)
	for r := range rows {
		VMOVDQU64(Mem{Base: row[r], Index: i, Scale: 1}, low)
		meet(r)
	}
	ADDQ(Imm(64), i)
	SUBQ(Imm(64), n)
	JMP(LabelRef("loop"))

	Label("tail") // n < 64 bytes under a mask; what is masked reads as 0
	TESTQ(n, n)
	JZ(LabelRef("fold"))
	k := K()
	KMOVQ(lowBits(n), k)
	VMOVDQU8_Z(Mem{Base: query, Index: i, Scale: 1}, k, first)
	VMOVDQU8_Z(Mem{Base: second, Index: i, Scale: 1}, k, last)
	for r := range rows {
		VMOVDQU8_Z(Mem{Base: row[r], Index: i, Scale: 1}, k, low)
		meet(r)
	}

	Label("fold")
	dst := Load(Param("dst"), GP64())
	for r := range rows {
		half := YMM()
		VEXTRACTI64X4(Imm(1), sum[r], half)
		VPADDD(sum[r].AsY(), half, half)
		storeInt(half, Mem{Base: dst, Disp: 4 * r})
	}
	VZEROUPPER()
	RET()
}

// nibbleAVX2 writes a kernel around VPMADDUBSW, whose sums of two products are at
// most 2*15*128 and so do not saturate, nor do two such sums. n is a multiple of 32.
func nibbleAVX2(name string, rows int) {
	query, row, n := nibbleHeader(name, rows)
	sum := make([]reg.VecVirtual, rows)
	for r := range rows {
		sum[r] = YMM()
		VPXOR(sum[r], sum[r], sum[r])
	}
	four, ones := YMM(), YMM()
	bits := GP32()
	for _, c := range []struct {
		pattern uint32
		to      reg.VecVirtual
	}{{0x0f0f0f0f, four}, {0x00010001, ones}} {
		MOVL(U32(c.pattern), bits)
		VMOVD(bits, c.to.AsX())
		VPBROADCASTD(c.to.AsX(), c.to)
	}
	second := GP64() // the half of the query that the high nibbles meet
	LEAQ(Mem{Base: query, Index: n, Scale: 1}, second)
	first, last, low, high := YMM(), YMM(), YMM(), YMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(i, n)
	JGE(LabelRef("fold"))
	VMOVDQU(Mem{Base: query, Index: i, Scale: 1}, first)
	VMOVDQU(Mem{Base: second, Index: i, Scale: 1}, last)
	for r := range rows {
		VMOVDQU(Mem{Base: row[r], Index: i, Scale: 1}, high)
		VPAND(four, high, low)
		VPSRLW(Imm(4), high, high)
		VPAND(four, high, high)
		VPMADDUBSW(first, low, low)
		VPMADDUBSW(last, high, high)
		VPADDW(low, high, low)
		VPMADDWD(ones, low, low)
		VPADDD(low, sum[r], sum[r])
	}
	ADDQ(Imm(32), i)
	JMP(LabelRef("loop"))

	Label("fold")
	dst := Load(Param("dst"), GP64())
	for r := range rows {
		storeInt(sum[r], Mem{Base: dst, Disp: 4 * r})
	}
	VZEROUPPER()
	RET()
}

// nibbleHeader declares a kernel and loads what it is called with.
func nibbleHeader(name string, rows int) (query reg.Register, row []reg.Register, n reg.GPVirtual) {
	TEXT(name, NOSPLIT, "func(dst *int32, query *int8, n int, "+rowParams(rows)+" *uint8)")
	Pragma("noescape")
	query = Load(Param("query"), GP64())
	return query, loadRows(rows), Load(Param("n"), GP64()).(reg.GPVirtual)
}
