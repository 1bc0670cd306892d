package kindred

func (v *view) meanWith(q []float32) float64 {
	if q == nil { return 0 }
	return v.memory.pairs.With(q)
}
