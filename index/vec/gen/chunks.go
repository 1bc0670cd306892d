package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// int8ChunksVNNI writes a kernel over the rows ids[0:count] of a table of chunks
// of 2^shift rows each, four at a time; n, a multiple of 64, is the length of a
// row. It stores a multiple of four products: of the last row, several times.
//
// VPDPBUSD multiplies unsigned with signed bytes: rows are raised by 128 (their
// top bits flipped), and 128 times the sum of the query is taken off: the sums
// begin with it.
func int8ChunksVNNI(name string, shift uint8) {
	TEXT(name, NOSPLIT, "func(dst *int32, query *int8, n int, chunks **int8, ids *uint32, count int)")
	Pragma("noescape")
	dst, query := Load(Param("dst"), GP64()), Load(Param("query"), GP64())
	n := Load(Param("n"), GP64())
	chunks, ids := Load(Param("chunks"), GP64()), Load(Param("ids"), GP64())
	last := Load(Param("count"), GP64())
	DECQ(last)

	top := ZMM() // 128 in every byte
	bits := GP32()
	MOVL(U32(0x80808080), bits)
	VPBROADCASTD(bits, top)
	q, c, offset := ZMM(), ZMM(), ZMM()
	VPXORD(offset, offset, offset)
	i := GP64()
	XORQ(i, i)
	Label("offset")
	VMOVDQU64(Mem{Base: query, Index: i, Scale: 1}, q)
	multiplyAdd(q, top, offset)
	ADDQ(Imm(64), i)
	CMPQ(i, n)
	JLT(LabelRef("offset"))
	VPXORD(c, c, c)
	VPSUBD(offset, c, offset)

	row, sum := make([]reg.GPVirtual, 4), make([]reg.VecVirtual, 4)
	for r := range row {
		row[r], sum[r] = GP64(), ZMM()
	}
	at := GP64() // the first of the four
	XORQ(at, at)
	Label("rows")
	for r := range row {
		id, chunk := GP64(), GP64()
		if r == 0 {
			MOVL(Mem{Base: ids, Index: at, Scale: 4}, id.As32())
		} else {
			LEAQ(Mem{Base: at, Disp: r}, id)
			CMPQ(id, last)
			CMOVQGT(last, id)
			MOVL(Mem{Base: ids, Index: id, Scale: 4}, id.As32())
		}
		MOVQ(id, chunk)
		SHRQ(U8(shift), chunk)
		ANDL(U32(1<<shift-1), id.As32())
		IMULQ(n, id)
		MOVQ(Mem{Base: chunks, Index: chunk, Scale: 8}, row[r])
		ADDQ(id, row[r])
		VMOVDQA64(offset, sum[r])
	}
	XORQ(i, i)
	Label("blocks")
	VMOVDQU64(Mem{Base: query, Index: i, Scale: 1}, q)
	for r := range row {
		c := ZMM()
		VPXORD(Mem{Base: row[r], Index: i, Scale: 1}, top, c)
		multiplyAdd(q, c, sum[r])
	}
	ADDQ(Imm(64), i)
	CMPQ(i, n)
	JLT(LabelRef("blocks"))

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
	half := YMM()
	VEXTRACTI64X4(Imm(1), all, half)
	VPADDD(all.AsY(), half, half)
	quarter := XMM()
	VEXTRACTI128(Imm(1), half, quarter)
	VPADDD(half.AsX(), quarter, quarter)
	VMOVDQU(quarter, Mem{Base: dst, Index: at, Scale: 4})
	ADDQ(Imm(4), at)
	CMPQ(at, last)
	JLE(LabelRef("rows"))
	VZEROUPPER()
	RET()
}
