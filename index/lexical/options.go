package lexical

// A Document is what an index knows a paper by. It keeps nothing of it but its
// words.
type Document struct {
	Title, Abstract string
	Authors         []string
	Categories      []string
}

// A Field is a part of a Document.
type Field uint8

// The fields, in the order in which an index counts them.
const (
	Title Field = iota
	Abstract
	Authors
	Categories

	fields = 4
)

// String is the field's name in JSON and in the query syntax.
func (f Field) String() string {
	return [...]string{"title", "abstract", "authors", "categories"}[f%fields]
}

// Options say how an Index scores. They are not part of what is saved: the same
// index can be opened with others.
type Options struct {
	// K1 is BM25's k1: how fast more occurrences of a word stop to count, above 0.
	// Default 1.2.
	K1 float64

	// B is BM25's b: how much a long text is held against its words, from above 0
	// to 1; a negative one means not at all. Default 0.6.
	B float64

	// Weights are how much an occurrence counts in the title, the abstract, the
	// authors, the categories, each above 0; a negative one means that the field
	// scores next to nothing. Default 2.5, 1, 0.5, 0.5.
	Weights [4]float64

	// Workers is the most goroutines that one search uses, fewer where others go on;
	// among fewer than 131,072 papers it uses one. Default runtime.GOMAXPROCS(0).
	Workers int
}

// The defaults are one setting for all judged sets that were at hand (scripts/bench/lexical -quality):
// the mean nDCG@10 hardly moves around them.
const (
	defaultK1 = 1.2
	defaultB  = 0.6
)

var defaultWeights = [fields]float64{2.5, 1, 0.5, 0.5}
