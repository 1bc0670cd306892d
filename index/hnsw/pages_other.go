//go:build !linux

package hnsw

// adviseLarge does nothing: only Linux takes such advice.
func adviseLarge([]byte) {}
