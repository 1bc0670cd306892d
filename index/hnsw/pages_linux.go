package hnsw

import "golang.org/x/sys/unix"

// adviseLarge asks for large pages under memory that begins at one and was not touched
// yet. It is advice; where it is not taken, nothing else changes.
func adviseLarge(bytes []byte) {
	if whole := len(bytes) / largePage * largePage; whole > 0 {
		_ = unix.Madvise(bytes[:whole], unix.MADV_HUGEPAGE)
	}
}
