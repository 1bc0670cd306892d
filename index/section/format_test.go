package section

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// file is a file of a table's bytes behind room for sections of which nothing is
// known, with right checksums: what only the table's own checks can refuse.
func file(body, table []byte) []byte {
	content := append(make([]byte, headerSize), body...)
	t := span{offset: uint64(len(content)), length: uint64(len(table)), sum: checksum(table)}
	content = append(content, table...)
	copy(content, appendHeader(nil, t))
	return content
}

func someTables() []*table {
	all := []*table{
		{Header: Header{Kind: "graph", Version: 7, Meta: []byte("{}")}, sections: []entry{{"a", 64, 4, []uint32{1}}, {"empty", 128, 0, nil}, {"c", 128, 3, []uint32{2}}}},
		{Header: Header{Kind: "", Meta: nil}},
	}
	return all
}

func TestTableRoundTrip(t *testing.T) {
	for i, want := range someTables() {
		end := uint64(headerSize)
		if n := len(want.sections); n > 0 {
			end = align(want.sections[n-1].offset+want.sections[n-1].length, lineSize)
		}
		b := want.append(nil)
		got, err := parseTable(b, end)
		if err != nil {
			t.Fatal(err)
		}
		if got.Kind != want.Kind || got.Version != want.Version || !bytes.Equal(got.Meta, want.Meta) || !reflect.DeepEqual(got.sections, want.sections) {
			t.Errorf("table %d: got %+v, need %+v", i, got, want)
		}
		for n := range b {
			if _, err := parseTable(b[:n], end); err == nil {
				t.Errorf("table %d: its first %d bytes are taken for all %d", i, n, len(b))
			}
		}
	}
}

// Tables whose checksum is right and whose numbers are not.
func TestTableRefuses(t *testing.T) {
	f := func(name string, end uint64, sections ...entry) {
		t.Helper()
		if _, err := parseTable((&table{sections: sections}).append(nil), end); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	one := []uint32{1}
	f("twice", 192, entry{"a", 64, 1, one}, entry{"a", 128, 1, one})
	f("no name", 128, entry{"", 64, 1, one})
	f("in the header", 128, entry{"a", 0, 1, one})
	f("not aligned", 128, entry{"a", 65, 1, one})
	f("not on a page", 64+4096, entry{"a", 64, 4096, one})
	f("over each other", 192, entry{"a", 64, 65, one}, entry{"b", 64, 65, one})
	f("a gap", 256, entry{"a", 64, 1, one}, entry{"b", 192, 1, one})
	f("beyond the end", 64, entry{"a", 64, 1, one})
	f("a sum too few", 128, entry{"a", 64, 1, nil})
	f("a sum too many", 128, entry{"a", 64, 1, []uint32{1, 2}})
	f("all there is", 128, entry{"a", 64, math.MaxUint64, one})
	f("more than there is", 128, entry{"a", math.MaxUint64 - 63, 64, one})
	f("bytes behind the last", 192, entry{"a", 64, 1, one})
}

// Open of any table at all: an error, or sections that can be read.
func FuzzTable(f *testing.F) {
	for _, t := range someTables() {
		f.Add(make([]byte, 128), t.append(nil))
	}
	f.Fuzz(func(t *testing.T, body, table []byte) {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, file(body, table), 0o644); err != nil {
			t.Fatal(err)
		}
		opened, err := Open(path)
		if err != nil {
			return
		}
		defer opened.Close()
		sum := byte(0)
		for _, s := range opened.Sections() {
			view, err := View[byte](s)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range view {
				sum += b
			}
			if private, err := Private[byte](s); err != nil || !bytes.Equal(private, view) {
				t.Fatalf("the private section differs, or %v", err)
			}
			_ = s.Check(0, s.Len())
		}
		_ = opened.Verify(t.Context())
	})
}
