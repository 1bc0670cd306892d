package vec

// A row of nibbles holds numbers of 0 to 15, two in a byte: byte j of a row of n
// bytes holds element j in its low four bits and element n+j in its high ones.
// The query, of int8, is as long as the row has elements, 2n. It lies as they do:
// elements 0 to n-1 meet the low bits, the others the high ones.

// NibbleRow is how many bytes a row of dim nibbles takes: half of dim, rounded up
// to a multiple of 32. The query has twice as many elements, 0 where there is none.
func NibbleRow(dim int) int { return (dim + 63) / 64 * 32 }

// DotsNibble sets dst[i] to the dot product of query and row i of rows, for every
// i of dst. The length of the query must be a multiple of 64, at most MaxInt8, and
// rows must hold at least len(dst) rows of half as many bytes.
func DotsNibble(dst []int32, query []int8, rows []uint8) {
	n := nibbles(query)
	rows = rows[:len(dst)*n]
	if n == 0 {
		clear(dst)
		return
	}
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		r := rows[i*n:][:4*n]
		nibble4(&dst[i:][:4][0], &query[0], n, &r[0], &r[n], &r[2*n], &r[3*n])
	}
	for ; i < len(dst); i++ {
		nibble1(&dst[i], &query[0], n, &rows[i*n:][:n][0])
	}
}

// DotsNibbleAt sets dst[i] to the dot product of query and row ids[i] of rows, as
// DotsNibble does, for every i of ids: dst must be at least as long as ids, and
// every id a row.
func DotsNibbleAt(dst []int32, query []int8, rows []uint8, ids []uint32) {
	n := nibbles(query)
	dst = dst[:len(ids)]
	if n == 0 {
		clear(dst)
		return
	}
	i := 0
	for ; i+4 <= len(ids); i += 4 {
		id := ids[i:][:4]
		nibble4(&dst[i:][:4][0], &query[0], n,
			&row(rows, id[0], n)[0], &row(rows, id[1], n)[0], &row(rows, id[2], n)[0], &row(rows, id[3], n)[0])
	}
	for ; i < len(ids); i++ {
		nibble1(&dst[i], &query[0], n, &row(rows, ids[i], n)[0])
	}
}

// nibbles is the bytes of a row that a query meets.
func nibbles(query []int8) int {
	n := len(query) / 2
	if n%32 != 0 || len(query) != 2*n {
		panic("vec: the length of a query for nibbles is not a multiple of 64")
	}
	return n
}
