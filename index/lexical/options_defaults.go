package lexical

const (
	defaultK1 = 1.2
	defaultB  = 0.6
)

var defaultWeights = [fields]float64{2, 1, 0.5, 0.5}
