package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// widenF16C writes the conversion of n float16, a multiple of 8, to float32.
func widenF16C(name string) {
	TEXT(name, NOSPLIT, "func(dst *float32, src *uint16, n int)")
	Pragma("noescape")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("n"), GP64())
	wide := YMM()
	i := GP64()
	XORQ(i, i)

	Label("loop")
	CMPQ(i, n)
	JGE(LabelRef("done"))
	VCVTPH2PS(Mem{Base: src, Index: i, Scale: 2}, wide)
	VMOVUPS(wide, Mem{Base: dst, Index: i, Scale: 4})
	ADDQ(Imm(8), i)
	JMP(LabelRef("loop"))

	Label("done")
	VZEROUPPER()
	RET()
}
