package vec

// MaxInt8 is the most elements that a row of int8 may have: at the extreme, all
// -128, its product with itself still fits 32 bits.
const MaxInt8 = 1<<17 - 1

// DotInt8 returns the dot product of a and b, exactly. They must be of one
// length, at most MaxInt8.
func DotInt8(a, b []int8) int32 {
	n := len(a)
	if b = b[:n]; n == 0 {
		return 0
	}
	var sum int32
	dotInt1(&sum, &a[0], n, &b[0])
	return sum
}

// DotsInt8 sets dst[i] to the dot product of query and row i of rows, for every
// i of dst: rows must hold at least len(dst) rows.
func DotsInt8(dst []int32, query, rows []int8) {
	n := len(query)
	rows = rows[:len(dst)*n]
	if n == 0 {
		clear(dst)
		return
	}
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		r := rows[i*n:][:4*n]
		dotInt4(&dst[i:][:4][0], &query[0], n, &r[0], &r[n], &r[2*n], &r[3*n])
	}
	for ; i < len(dst); i++ {
		dotInt1(&dst[i], &query[0], n, &rows[i*n:][:n][0])
	}
}

// DotsInt8At sets dst[i] to the dot product of query and row ids[i] of rows, for
// every i of ids: dst must be at least as long as ids, and every id a row.
func DotsInt8At(dst []int32, query, rows []int8, ids []uint32) {
	n := len(query)
	dst = dst[:len(ids)]
	if n == 0 {
		clear(dst)
		return
	}
	i := 0
	for ; i+4 <= len(ids); i += 4 {
		id := ids[i:][:4]
		dotInt4(&dst[i:][:4][0], &query[0], n,
			&row(rows, id[0], n)[0], &row(rows, id[1], n)[0], &row(rows, id[2], n)[0], &row(rows, id[3], n)[0])
	}
	for ; i < len(ids); i++ {
		dotInt1(&dst[i], &query[0], n, &row(rows, ids[i], n)[0])
	}
}
