package hnsw

// Check looks at everything that the index holds and returns an error that wraps
// ErrFault at the first contradiction. (Written by its owner; this lets the engine
// compile meanwhile.)
func (x *Index) Check() error { return nil }
