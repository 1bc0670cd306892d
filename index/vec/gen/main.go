// Command gen writes the amd64 kernels of package vec, with avo. It is a
// module of its own, so that nobody but who changes the kernels needs avo:
//
//	go generate ./index/vec
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("amd64")
	floatAVX512("dot1AVX512", 1)
	floatAVX512("dot4AVX512", 4)
	floatAVX2("dot1AVX2", 1)
	floatAVX2("dot4AVX2", 4)
	int8VNNI("dotInt1VNNI", 1)
	int8VNNI("dotInt4VNNI", 4)
	int8AVX2("dotInt1AVX2", 1)
	int8AVX2("dotInt4AVX2", 4)
	nibblesVNNI("nibblesVNNI")
	prefetchNibbles("prefetchNibbles")
	prefetchLines("prefetchLines")
	nibbleVNNI("nibble1VNNI", 1)
	nibbleVNNI("nibble4VNNI", 4)
	nibbleAVX2("nibble1AVX2", 1)
	nibbleAVX2("nibble4AVX2", 4)
	widenF16C("widenF16C")
	joinAVX2("joinAVX2")
	Generate()
}
