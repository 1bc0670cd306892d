package hnsw_test

import (
	"bytes"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/section"
)

// A graph of two nodes as FORMAT.md describes it, worked out by hand: slot 3 with the
// vector (1, 0), then slot 4, whose node is in layer 1 as SplitMix64 draws it, with
// (0, -1). M is 6, the step 1/127.
func TestFormat(t *testing.T) {
	x, err := hnsw.New(2, hnsw.Options{M: 6, EfSearch: 80})
	if err != nil {
		t.Fatal(err)
	}
	for slot, v := range [][]float32{3: {1, 0}, 4: {0, -1}} {
		if v != nil {
			if err := x.Add([]uint32{uint32(slot)}, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "f")
	save(t, x, path)
	f, err := section.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	none, noLinks := strings.Repeat("ff", 4), "ffffffffffffff7f"
	want := []struct{ name, bytes string }{
		{"hnsw", "02000000 06000000 02000000 01000000" + // dim, M, nodes, upper lists
			"02000000 00000000 01000000 01000000" + // live, dead, the entry point and its layer
			"0402013c 01000000 50000000 03000000"}, // step, off, efSearch, links in a word
		{"hnsw.layers", "00000000 01000000"}, // node 1: list 0, layer 1
		{"hnsw.slots", "03000000 04000000"},
		{"hnsw.nodes", none + none + none + "00000000 01000000" + strings.Repeat(none, 16384-5)},
		{"hnsw.upper", strings.Repeat(noLinks, 2)},
		{"hnsw.links", "0100e0ffffffffff" + strings.Repeat(noLinks, 3) + "0000e0ffffffffff" + strings.Repeat(noLinks, 3)}, // links of the tree
		// 127 is kept as 255, 0 as 128, -127 as 1; codes 64 and 65 are 0.
		{"hnsw.high", "8f88" + strings.Repeat("88", 62) + "8880" + strings.Repeat("88", 62)},
		{"hnsw.low", "0f00" + strings.Repeat("00", 62) + "0001" + strings.Repeat("00", 62)},
		{"hnsw.vectors", "003c 0000 0000 00bc"},
	}
	var names []string
	for _, s := range f.Sections() {
		names = append(names, s.Name())
	}
	if len(names) != len(want) {
		t.Fatalf("got sections %v, need %d", names, len(want))
	}
	for _, w := range want {
		s, err := f.Section(w.name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := section.View[byte](s)
		if err != nil {
			t.Fatal(err)
		}
		need, err := hex.DecodeString(strings.ReplaceAll(w.bytes, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if w.name == "hnsw" && len(got) == 48 {
			// How far vectors are from their codes: 1/127 as a float32 is not exact.
			need = append(append(bytes.Clone(need[:36]), got[36:40]...), need[40:]...)
		}
		if !bytes.Equal(got, need) {
			t.Errorf("section %s: got\n%s\nneed\n%s", w.name, hex.Dump(got[:min(len(got), 512)]), hex.Dump(need[:min(len(need), 512)]))
		}
	}
}
