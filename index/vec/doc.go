// Package vec holds the arithmetic that vector search spends its time on: dot
// products of one query with many rows, of float32, int8 and 4 bits, and float16
// made wide. Rows lie one after the other in one slice, as long as the query
// each.
//
// The fastest kernel that the processor has is chosen when the program starts;
// Kernel names it. Which one runs never changes an answer: sums of float32 are
// taken in one fixed order (16 partial sums, element i in sum i mod 16, folded
// in halves, every product and every sum rounded), so that a product is the same
// bit for bit on every machine, alone or among others, and equal rows tie. Only
// the bits of a NaN may differ.
//
// Nothing is allocated, nothing is kept. Lengths must agree as each function
// says: what would read outside a slice panics, as indexing a slice does. All
// functions are safe for concurrent use.
//
// The kernels of amd64 are written by the program in gen, a module of its own.
package vec

//go:generate go -C gen run . -out ../kernels_amd64.s -stubs ../kernels_amd64.go -pkg vec
