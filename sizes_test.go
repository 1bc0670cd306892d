package kindred

import (
	"path/filepath"
	"testing"
)

// The parts of the index file are all of it but its header, and what a paper takes
// is all there is, shared out.
func TestSizesAddUp(t *testing.T) {
	for _, kind := range []string{kindFlat, kindHNSW} {
		path := filepath.Join(t.TempDir(), "papers.db")
		papers := gappy(t, path, newBag("one"), kind)
		e, _ := openSaving(t, path, newBag("one"), Options{Index: kind}, 1<<30)
		s, err := e.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		parts := s.GraphBytes + s.VectorBytes + s.ColumnBytes + s.WordBytes
		if parts > s.IndexBytes || parts < s.IndexBytes*8/10 {
			t.Errorf("%s: parts of %d bytes of an index of %d: %+v", kind, parts, s.IndexBytes, s.Sizes)
		}
		if s.VectorBytes == 0 || s.VectorBytes%int64(2*s.Dimension) != 0 || s.ColumnBytes == 0 || s.WordBytes == 0 || s.GraphBytes == 0 {
			t.Errorf("%s: %d vectors of %d dimensions: %+v", kind, s.Vectors, s.Dimension, s.Sizes)
		}
		if want := (s.Bytes + s.LogBytes + s.IndexBytes) / int64(len(papers)); s.PaperBytes != want {
			t.Errorf("%s: a paper takes %d bytes; need %d", kind, s.PaperBytes, want)
		}
		closed(t, e)
	}
}
