package main

import (
	"strconv"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowParams names the parameters of a kernel's rows: "r0, r1".
func rowParams(rows int) string {
	names := make([]string, rows)
	for r := range names {
		names[r] = "r" + strconv.Itoa(r)
	}
	return strings.Join(names, ", ")
}

func loadRows(rows int) []reg.Register {
	row := make([]reg.Register, rows)
	for r := range row {
		row[r] = Load(Param("r"+strconv.Itoa(r)), GP64())
	}
	return row
}

// lowBits computes a word whose lowest n bits are set, for n of 0 to 63; n is
// left as it was.
func lowBits(n reg.GPVirtual) reg.GPVirtual {
	mask := GP64()
	MOVQ(I64(-1), mask)
	SHLXQ(n, mask, mask)
	NOTQ(mask)
	return mask
}
