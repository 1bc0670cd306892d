package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const chunkShift = 14

// nibblesVNNI writes a kernel around VPDPBUSD of the rows ids[0:count] of a table
// of chunks of 2^chunkShift rows, stride bytes each, of which the first n are used,
// a multiple of 64. It takes four at a time, and stores a multiple of four
// products: of the last row, several times.
//
// High nibbles are multiplied where they are, 16 times too large, and their sums
// shifted down at the end.
func nibblesVNNI(name string) {
	TEXT(name, NOSPLIT, "func(dst *int32, query *int8, n int, chunks **uint8, stride int, ids *uint32, count int)")
	Pragma("noescape")
	dst, query := Load(Param("dst"), GP64()), Load(Param("query"), GP64())
	n := Load(Param("n"), GP64())
	chunks, stride := Load(Param("chunks"), GP64()), Load(Param("stride"), GP64())
	ids, last := Load(Param("ids"), GP64()), Load(Param("count"), GP64())
	DECQ(last)
	lowBits, highBits := ZMM(), ZMM()
	mask := GP32()
	MOVL(U32(0x0f0f0f0f), mask)
	VPBROADCASTD(mask, lowBits)
	MOVL(U32(0xf0f0f0f0), mask)
	VPBROADCASTD(mask, highBits)
	query1 := GP64() // what meets the high bits
	LEAQ(Mem{Base: query, Index: n, Scale: 1}, query1)

	row, sum, sum16 := make([]reg.GPVirtual, 4), make([]reg.VecVirtual, 4), make([]reg.VecVirtual, 4)
	at := GP64() // the first of the four
	XORQ(at, at)
	Label("rows")
	for r := range row {
		row[r] = GP64()
		id := GP64()
		if r == 0 {
			MOVL(Mem{Base: ids, Index: at, Scale: 4}, id.As32())
		} else {
			LEAQ(Mem{Base: at, Disp: r}, id)
			CMPQ(id, last)
			CMOVQGT(last, id)
			MOVL(Mem{Base: ids, Index: id, Scale: 4}, id.As32())
		}
		MOVQ(id, row[r])
		SHRQ(U8(chunkShift), row[r])
		ANDL(U32(1<<chunkShift-1), id.As32())
		IMULQ(stride, id)
		MOVQ(Mem{Base: chunks, Index: row[r], Scale: 8}, row[r])
		ADDQ(id, row[r])
		sum[r], sum16[r] = ZMM(), ZMM()
		VPXORD(sum[r], sum[r], sum[r])
		VPXORD(sum16[r], sum16[r], sum16[r])
	}
	i := GP64()
	XORQ(i, i)
	Label("bytes")
	q0, q1 := ZMM(), ZMM()
	VMOVDQU64(Mem{Base: query, Index: i, Scale: 1}, q0)
	VMOVDQU64(Mem{Base: query1, Index: i, Scale: 1}, q1)
	for r := range row {
		l, h := ZMM(), ZMM()
		VPANDD(Mem{Base: row[r], Index: i, Scale: 1}, lowBits, l)
		VPANDD(Mem{Base: row[r], Index: i, Scale: 1}, highBits, h)
		multiplyAdd(q0, l, sum[r])
		multiplyAdd(q1, h, sum16[r])
	}
	ADDQ(Imm(64), i)
	CMPQ(i, n)
	JLT(LabelRef("bytes"))
	for r := range row {
		VPSRAD(Imm(4), sum16[r], sum16[r])
		VPADDD(sum16[r], sum[r], sum[r])
	}
	// The 16 sums of each of four rows become one of each, side by side.
	pair := func(a, b reg.VecVirtual, low, high func(...Op)) reg.VecVirtual {
		l, h := ZMM(), ZMM()
		low(b, a, l)
		high(b, a, h)
		VPADDD(h, l, l)
		return l
	}
	quad := func(a, b reg.VecVirtual) reg.VecVirtual { return pair(a, b, VPUNPCKLDQ, VPUNPCKHDQ) }
	all := pair(quad(sum[0], sum[1]), quad(sum[2], sum[3]), VPUNPCKLQDQ, VPUNPCKHQDQ)
	half, quarter := YMM(), XMM()
	VEXTRACTI64X4(Imm(1), all, half)
	VPADDD(all.AsY(), half, half)
	VEXTRACTI128(Imm(1), half, quarter)
	VPADDD(half.AsX(), quarter, quarter)
	VMOVDQU(quarter, Mem{Base: dst, Index: at, Scale: 4})
	ADDQ(Imm(4), at)
	CMPQ(at, last)
	JLE(LabelRef("rows"))
	VZEROUPPER()
	RET()
}
