package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// joinAVX2 writes the joining of two planes of n bytes, a multiple of 32, to 2n codes.
func joinAVX2(name string) {
	TEXT(name, NOSPLIT, "func(codes *int8, high, low *uint8, n int)")
	Pragma("noescape")
	codes, n := Load(Param("codes"), GP64()), Load(Param("n"), GP64())
	high, low := Load(Param("high"), GP64()), Load(Param("low"), GP64())
	second := GP64()
	LEAQ(Mem{Base: codes, Index: n, Scale: 1}, second)
	lows, raised := YMM(), YMM()
	bits := GP32()
	MOVL(U32(0x0f0f0f0f), bits)
	VMOVD(bits, lows.AsX())
	VPBROADCASTD(lows.AsX(), lows)
	MOVL(U32(0x80808080), bits)
	VMOVD(bits, raised.AsX())
	VPBROADCASTD(raised.AsX(), raised)
	h, l, a, b := YMM(), YMM(), YMM(), YMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(i, n)
	JGE(LabelRef("done"))
	VMOVDQU(Mem{Base: high, Index: i, Scale: 1}, h)
	VMOVDQU(Mem{Base: low, Index: i, Scale: 1}, l)
	VPAND(lows, h, a)
	VPSLLW(Imm(4), a, a)
	VPAND(lows, l, b)
	VPOR(a, b, a)
	VPXOR(raised, a, a)
	VMOVDQU(a, Mem{Base: codes, Index: i, Scale: 1})
	VPANDN(h, lows, a)
	VPSRLW(Imm(4), l, b)
	VPAND(lows, b, b)
	VPOR(a, b, a)
	VPXOR(raised, a, a)
	VMOVDQU(a, Mem{Base: second, Index: i, Scale: 1})
	ADDQ(Imm(32), i)
	JMP(LabelRef("loop"))

	Label("done")
	VZEROUPPER()
	RET()
}
