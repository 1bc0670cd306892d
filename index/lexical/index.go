package lexical

import (
	"context"
	"io"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

// Index is a set of documents by slot, found by their words.
type Index struct{}

// New returns an empty index. The error wraps ErrParameter.
func New(o Options) (*Index, error) { return &Index{}, nil }

// Add puts documents in, the i-th under slots[i]; a document that a slot had is
// replaced. All become visible at once. On an error, which wraps ErrParameter,
// nothing was added.
func (x *Index) Add(slots []uint32, documents []Document) error { return nil }

// Delete takes out what the slots hold; a slot that holds nothing is passed
// over. All become invisible at once.
func (x *Index) Delete(slots []uint32) {}

// Len is how many slots hold a document.
func (x *Index) Len() int { return 0 }

// Close waits for what goes on in the background. The index may not be used
// after it.
func (x *Index) Close() {}

// Save merges all segments into one, without what was deleted, publishes it and
// writes it. create is called once for each of Sections, in their order, and what it returns is written
// to before the next call. Changes wait for the merge, searches for nothing. The error
// is that of create or of a writer, or wraps ErrDamaged.
func (x *Index) Save(ctx context.Context, create func(section string) (io.Writer, error)) error {
	return nil
}

// Open returns the index that Save wrote. read is called once for each of
// Sections; what it returns is read in place, and must stay as it is while the index or a
// Search of it is in use. The error is that of read, or wraps
// ErrDamaged, ErrVersion or ErrParameter.
func Open(read func(section string) ([]byte, error), o Options) (*Index, error) { return nil, nil }

// Sections names what Save writes and Open reads.
func Sections() []string {
	return []string{"lexical/papers", "lexical/words", "lexical/postings", "lexical/positions"}
}

// Prepare looks a query up in the present state of the index.
func (x *Index) Prepare(q Query) *Search { return &Search{} }

// Parse takes a question apart by the syntax that people expect:
//
//	"exact phrase"   -word   -"a phrase"   title:word   title:"a phrase"
//	author:name   author:"first last"   cat:cs.CL   cat:cs.*
//
// Everything else is natural language. What cannot be parsed, as a quote that
// does not end, is text: there are no errors.
func Parse(s string) Query { return Query{Text: s} }

// A Search is one query on one state of an index. It is for one goroutine at
// a time.
type Search struct{}

// Top returns the k papers that score highest, best first, in the order of
// index.Compare: all that are found when they are fewer, none when k is below 1.
// A paper is found when it has a word of the query, or when the query has no word,
// and it passes the query's operators and the filter; nil lets every slot pass. A score is
// at least 0. The error is that of ctx, or wraps ErrDamaged.
func (s *Search) Top(ctx context.Context, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	return nil, nil
}

// Score sets dst[i] to the score of slots[i], the same number as Top gives it,
// whether or not it passes the operators; 0 for a slot that holds nothing. dst must be at
// least as long as slots. It is fastest when slots are sorted. The error wraps ErrDamaged.
func (s *Search) Score(dst []float32, slots []uint32) error { return nil }

// Most is a score that no paper can reach, and to which a perfect one comes near:
// each word of the query that the index knows, as often as one could wish, in a text
// that is all about it. It is 0 when the index knows no word of the query.
func (s *Search) Most() float32 { return 0 }

// Passing is the set of slots that pass the query's operators, with room for n
// slots: nil, which lets everything pass, when there are none. The error wraps ErrDamaged.
func (s *Search) Passing(n int) (bitmap.Bitmap, error) { return nil, nil }

// Matching is the set of slots that have any word of the query and pass its
// operators, those that Top chooses from, with room for n slots. The error wraps
// ErrDamaged.
func (s *Search) Matching(n int) (bitmap.Bitmap, error) { return bitmap.New(n), nil }

// A Match is what one word of the query adds to the score of one paper, by one
// field.
type Match struct {
	Word   string  // as the query has it, folded: the first, when several are one term
	Term   string  // what was looked up: the stem, or what a typing error was taken for
	Typo   bool    // Term is one letter away from Word, which is unknown or rare
	Field  Field   // where it is
	Weight float32 // what it adds; the weights of a paper sum to its score but for rounding
}

// Explain returns the parts of the score of a slot, the heaviest first; none
// when it holds nothing. The error wraps ErrDamaged.
func (s *Search) Explain(slot uint32) ([]Match, error) { return nil, nil }

// A Correction is a word of the query that was taken for another.
type Correction struct{ Word, Term string }

// Corrections are the words that were taken for typing errors.
func (s *Search) Corrections() []Correction { return nil }

// A Span is a part of a text, in bytes: the half-open range from Start to End.
type Span struct{ Start, End int }

// Mark returns where the words of the query are in a text, in order and
// without overlaps: those that score, of which phrases and titles are some.
func (s *Search) Mark(text string) []Span { return nil }
