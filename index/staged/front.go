package staged

// Fronted returns the vector of a slot when it is in front, which must not be
// changed; nil when it is not.
func (x *Index) Fronted(slot uint32) []float32 { return x.front.Vector(slot) }
