package vec

// Dot returns the dot product of a and b, which must be of one length.
func Dot(a, b []float32) float32 {
	n := len(a)
	if b = b[:n]; n == 0 {
		return 0
	}
	var sum float32
	dot1(&sum, &a[0], n, &b[0])
	return sum
}

// Dots sets dst[i] to the dot product of query and row i of rows, for every i
// of dst: rows must hold at least len(dst) rows.
func Dots(dst, query, rows []float32) {
	n := len(query)
	rows = rows[:len(dst)*n]
	if n == 0 {
		clear(dst)
		return
	}
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		r := rows[i*n:][:4*n]
		dot4(&dst[i:][:4][0], &query[0], n, &r[0], &r[n], &r[2*n], &r[3*n])
	}
	for ; i < len(dst); i++ {
		dot1(&dst[i], &query[0], n, &rows[i*n:][:n][0])
	}
}

// DotsAt sets dst[i] to the dot product of query and row ids[i] of rows, for
// every i of ids: dst must be at least as long as ids, and every id a row.
func DotsAt(dst, query, rows []float32, ids []uint32) {
	n := len(query)
	dst = dst[:len(ids)]
	if n == 0 {
		clear(dst)
		return
	}
	i := 0
	for ; i+4 <= len(ids); i += 4 {
		id := ids[i:][:4]
		dot4(&dst[i:][:4][0], &query[0], n,
			&row(rows, id[0], n)[0], &row(rows, id[1], n)[0], &row(rows, id[2], n)[0], &row(rows, id[3], n)[0])
	}
	for ; i < len(ids); i++ {
		dot1(&dst[i], &query[0], n, &row(rows, ids[i], n)[0])
	}
}

// row is row id of rows of n elements.
func row[T any](rows []T, id uint32, n int) []T { return rows[int(id)*n:][:n] }
