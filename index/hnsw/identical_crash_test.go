//go:build crash

package hnsw

import "testing"

// As TestIdenticalVectors, of more than any list, pool or path is made for.
func TestCrashMillionIdentical(t *testing.T) { testIdentical(t, 1_000_000) }
