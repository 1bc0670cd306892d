package lexical

import "github.com/kindred-search/kindred/index/bitmap"

// Passing is the set of slots that pass the query's operators, with room for n
// slots: nil, which lets everything pass, when there are none. The error wraps
// ErrDamaged.
func (s *Search) Passing(n int) (bitmap.Bitmap, error) { return nil, nil }

func Parse(s string) Query { return Query{Text: s} }
