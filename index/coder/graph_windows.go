package coder

import "fmt"

// graph is never made: the library's way to replace a file does not compile here.
type graph struct{}

func newGraph(Options) (*graph, error) {
	return nil, fmt.Errorf("coder: cannot make a graph on Windows: %w; search with --index hnsw, or --index flat", ErrPlatform)
}

func (*graph) add([]float32) {}

func (*graph) nearest([]float32, int) []uint32 { return nil }
