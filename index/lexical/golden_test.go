package lexical

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"
	"testing"
)

// TestGoldenBytes pins the format by the bytes of an index of two papers.
func TestGoldenBytes(t *testing.T) {
	x := shelf(t)
	err := x.Add([]uint32{4, 9}, []Document{
		{Title: "Cats", Abstract: "cat dogs", Authors: []string{"Al Jones"}, Categories: []string{"q-bio"}},
		{Abstract: "dog"},
	})
	if err != nil {
		t.Fatal(err)
	}
	files := sections{}
	if err := x.Save(context.Background(), files.create); err != nil {
		t.Fatal(err)
	}
	for name, need := range map[string]string{
		"lexical/papers": `
			4b4e444c45583031 01000000 02000000 04000000 06000000 0400000000000000 0000000000000000
			04000000 09000000  03 01
			00000100 03000000  00010000 02000000  01010000 01000000  00000001 01000000`,
		"lexical/words": `
			3800000000000000 00000000
			00 00
			00 06 3d712d62696f 01 03 01
			00 06 406a6f6e6573 01 02 01
			00 02 616c 01 02 01
			00 03 636174 01 03 02
			00 03 646f67 02 03 02
			00 04 6a6f6e65 01 02 01`,
		"lexical/postings": `
			00 02 03
			00 00
			00 00
			00 02 02
			00 01 03
			00 00`,
		"lexical/positions": `00 01 00 0000 01 00 01`,
	} {
		checkBytes(t, name, files[name].Bytes(), need)
	}
}

// TestGoldenBodies pins the two forms of a block, and the impacts.
func TestGoldenBodies(t *testing.T) {
	papers, kinds := []uint32{0, 2, 5}, []uint32{0, 1, 0}
	var zeros [padding]byte
	checkBytes(t, "gaps", append(appendBody(nil, -1, papers, kinds, false), zeros[:]...), "02 01 24 02")
	checkBytes(t, "a bitmap", append(appendBody(nil, -1, papers, kinds, true), zeros[:]...), "21 01 2500000000000000 02")

	// The second paper is longer than the first, and no better; the third is longer
	// and has the word more often.
	table, lengths := []counts{0x100, 0x200}, []byte{9, 0, 10, 0, 0, 11}
	pairs := new(frontier).of([]uint32{0, 0, 1}, papers, table, lengths)
	checkBytes(t, "impacts", append(appendImpacts(nil, pairs), zeros[:]...), "0000 09 0100 0b")
}

func checkBytes(t *testing.T, name string, got []byte, need string) {
	t.Helper()
	bytesNeeded, err := hex.DecodeString(strings.Join(strings.Fields(need), "") + strings.Repeat("00", padding))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, bytesNeeded) {
		t.Errorf("%s: got\n%x, need\n%x", name, got, bytesNeeded)
	}
}
