package section_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index/section"
)

// A file of three sections, as FORMAT.md describes it. The checksums were computed
// bit by bit, by a program that shares nothing with this one.
var golden = unhex(`
	4b494e445245441a                                   | magic
	01000000 00000100                                  | format 1, blocks of 65536
	1a01000000000000 c000000000000000 5a00000000000000 | 282 bytes, table at 192, of 90
	8ee1dd55                                           | CRC32C of the table
	00000000000000000000000000000000
	b497885e                                           | CRC32C of the header
	01000302                                           | section a: 1 and 0x0203
	000000000000000000000000000000000000000000000000000000000000
	000000000000000000000000000000000000000000000000000000000000
	78797a                                             | section c: xyz
	00000000000000000000000000000000000000000000000000000000000000
	000000000000000000000000000000000000000000000000000000000000
	0500 6772617068                                    | kind graph
	07000000                                           | version 7
	02000000 7b7d                                      | meta {}
	03000000                                           | 3 sections
	0100 61         4000000000000000 0400000000000000 1139fe40
	0500 656d707479 8000000000000000 0000000000000000
	0100 63         8000000000000000 0300000000000000 85682325
`)

// unhex reads hexadecimal digits, on each line up to a remark behind a bar.
func unhex(text string) []byte {
	var all []byte
	for line := range strings.Lines(text) {
		digits, _, _ := strings.Cut(line, "|")
		b, err := hex.DecodeString(strings.Join(strings.Fields(digits), ""))
		if err != nil {
			panic(err)
		}
		all = append(all, b...)
	}
	return all
}

func TestGolden(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.1.sec")
	w, err := section.Create(path, section.Header{Kind: "graph", Version: 7, Meta: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	put(t, w, "a", section.Bytes([]uint16{1, 0x0203}))
	put(t, w, "empty", nil)
	put(t, w, "c", []byte("xyz"))
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, golden) {
		t.Fatalf("got\n%s\nneed\n%s", hex.Dump(got), hex.Dump(golden))
	}

	f := openFile(t, path)
	if h := f.Header(); h.Kind != "graph" || h.Version != 7 || string(h.Meta) != "{}" {
		t.Errorf("got header %+v", h)
	}
	a, err := section.View[uint16](find(t, f, "a"))
	if err != nil || !slices.Equal(a, []uint16{1, 0x0203}) {
		t.Errorf("got %v and %v, need [1 0x0203]", a, err)
	}
	c, err := section.Private[byte](find(t, f, "c"))
	if err != nil || string(c) != "xyz" {
		t.Errorf("got %q and %v, need xyz", c, err)
	}
	none, err := section.Private[uint64](find(t, f, "empty"))
	if err != nil || len(none) != 0 {
		t.Errorf("got %v and %v, need nothing", none, err)
	}
	if err := f.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
