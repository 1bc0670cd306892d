package lexical

import "github.com/kindred-search/kindred/index/bitmap"

func (s *Search) restrict() error { s.restriction = bitmap.Bitmap{}; return nil }
