//go:build !linux

package hnsw

func largePages[T any](s []T) []T { return s }
