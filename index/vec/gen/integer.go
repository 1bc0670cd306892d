package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// int8VNNI writes a kernel around VPDPBUSD, which multiplies unsigned with
// signed bytes: the query is raised by 128 (its top bit flipped), and 128 times
// the sum of the row, kept beside, is taken off at the end.
func int8VNNI(name string, rows int) {
	query, row, n := int8Header(name, rows)
	raised, sum := make([]reg.VecVirtual, rows), make([]reg.VecVirtual, rows)
	for r := range rows {
		raised[r], sum[r] = ZMM(), ZMM()
		VPXORD(raised[r], raised[r], raised[r])
		VPXORD(sum[r], sum[r], sum[r])
	}
	top := ZMM() // 128 in every byte
	bits := GP32()
	MOVL(U32(0x80808080), bits)
	VPBROADCASTD(bits, top)
	q, c := ZMM(), ZMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(n, Imm(64))
	JL(LabelRef("tail"))
	VPXORD(Mem{Base: query, Index: i, Scale: 1}, top, q)
	for r := range rows {
		VMOVDQU64(Mem{Base: row[r], Index: i, Scale: 1}, c)
		multiplyAdd(c, q, raised[r])
		multiplyAdd(c, top, sum[r])
	}
	ADDQ(Imm(64), i)
	SUBQ(Imm(64), n)
	JMP(LabelRef("loop"))

	Label("tail") // n < 64 bytes under a mask; what is masked reads as 0
	TESTQ(n, n)
	JZ(LabelRef("fold"))
	k := K()
	KMOVQ(lowBits(n), k)
	VMOVDQU8_Z(Mem{Base: query, Index: i, Scale: 1}, k, q)
	VPXORD(q, top, q)
	for r := range rows {
		VMOVDQU8_Z(Mem{Base: row[r], Index: i, Scale: 1}, k, c)
		multiplyAdd(c, q, raised[r])
		multiplyAdd(c, top, sum[r])
	}

	Label("fold")
	dst := Load(Param("dst"), GP64())
	for r := range rows {
		VPSUBD(sum[r], raised[r], raised[r])
		high := YMM()
		VEXTRACTI64X4(Imm(1), raised[r], high)
		VPADDD(raised[r].AsY(), high, high)
		storeInt(high, Mem{Base: dst, Disp: 4 * r})
	}
	VZEROUPPER()
	RET()
}

// multiplyAdd is VPDPBUSD, which avo v0.5.0 does not have: to every 32-bit sum
// it adds four products of a signed byte with an unsigned one.
func multiplyAdd(signed, unsigned, sum reg.VecVirtual) {
	Instruction(&ir.Instruction{
		Opcode:   "VPDPBUSD",
		Operands: []Op{signed, unsigned, sum},
		Inputs:   []Op{signed, unsigned, sum},
		Outputs:  []Op{sum},
		ISA:      []string{"AVX512_VNNI"},
	})
}

// int8AVX2 writes a kernel that widens bytes to words, whose products and their
// sums in pairs are exact in 32 bits. It wants n to be a multiple of 16.
func int8AVX2(name string, rows int) {
	query, row, n := int8Header(name, rows)
	sum := make([]reg.VecVirtual, rows)
	for r := range rows {
		sum[r] = YMM()
		VPXOR(sum[r], sum[r], sum[r])
	}
	q, c := YMM(), YMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(i, n)
	JGE(LabelRef("fold"))
	VPMOVSXBW(Mem{Base: query, Index: i, Scale: 1}, q)
	for r := range rows {
		VPMOVSXBW(Mem{Base: row[r], Index: i, Scale: 1}, c)
		VPMADDWD(c, q, c)
		VPADDD(c, sum[r], sum[r])
	}
	ADDQ(Imm(16), i)
	JMP(LabelRef("loop"))

	Label("fold")
	dst := Load(Param("dst"), GP64())
	for r := range rows {
		storeInt(sum[r], Mem{Base: dst, Disp: 4 * r})
	}
	VZEROUPPER()
	RET()
}

// int8Header declares a kernel and loads what it is called with.
func int8Header(name string, rows int) (query reg.Register, row []reg.Register, n reg.GPVirtual) {
	TEXT(name, NOSPLIT, "func(dst *int32, query *int8, n int, "+rowParams(rows)+" *int8)")
	Pragma("noescape")
	query = Load(Param("query"), GP64())
	return query, loadRows(rows), Load(Param("n"), GP64()).(reg.GPVirtual)
}

// storeInt adds up the 8 sums of s and stores the total.
func storeInt(s reg.VecVirtual, to Mem) {
	x, t := s.AsX(), XMM()
	VEXTRACTI128(Imm(1), s, t)
	VPADDD(t, x, x)
	VPSHUFD(Imm(0x0e), x, t)
	VPADDD(t, x, x)
	VPSHUFD(Imm(0x01), x, t)
	VPADDD(t, x, x)
	VMOVD(x, to)
}
