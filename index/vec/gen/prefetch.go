package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// prefetchLines writes the loop that asks for the cache lines of n bytes.
func prefetchLines(name string) {
	TEXT(name, NOSPLIT, "func(p *byte, n int)")
	Pragma("noescape")
	p, n := Load(Param("p"), GP64()), Load(Param("n"), GP64())
	Label("line")
	PREFETCHT0(Mem{Base: p})
	ADDQ(Imm(64), p)
	SUBQ(Imm(64), n)
	JG(LabelRef("line"))
	RET()
}

// prefetchNibbles asks for the cache lines of rows: see nibblesVNNI.
func prefetchNibbles(name string) {
	TEXT(name, NOSPLIT, "func(n int, chunks **uint8, stride int, ids *uint32, count int)")
	Pragma("noescape")
	n, chunks := Load(Param("n"), GP64()), Load(Param("chunks"), GP64())
	stride, ids := Load(Param("stride"), GP64()), Load(Param("ids"), GP64())
	count := Load(Param("count"), GP64())
	Label("row")
	id, row, i := GP64(), GP64(), GP64()
	MOVL(Mem{Base: ids}, id.As32())
	MOVQ(id, row)
	SHRQ(U8(chunkShift), row)
	ANDL(U32(1<<chunkShift-1), id.As32())
	IMULQ(stride, id)
	MOVQ(Mem{Base: chunks, Index: row, Scale: 8}, row)
	ADDQ(id, row)
	XORQ(i, i)
	Label("line")
	PREFETCHT0(Mem{Base: row, Index: i, Scale: 1})
	ADDQ(Imm(64), i)
	CMPQ(i, n)
	JLT(LabelRef("line"))
	ADDQ(Imm(4), ids)
	DECQ(count)
	JNZ(LabelRef("row"))
	RET()
}
