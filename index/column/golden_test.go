package column_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index/column"
	"github.com/kindred-search/kindred/index/section"
)

// TestGolden holds the bytes of FORMAT.md with literals.
func TestGolden(t *testing.T) {
	var (
		values  column.Values[uint16]
		numbers column.Numbers
		dict    column.Dict
	)
	values.Append(0x0102)
	values.Append(3)
	numbers.Append(5) // times 0x9e3779b97f4a7c15 is 0x1715609f7c746c69, of 2^64 less than a third: element 0 of 3
	numbers.Append(5)
	dict.Add("ä", 7)
	dict.Add("b", 8)
	dict.Add("ä", 9)
	f, _ := save(t, map[string]saver{"v": &values, "n": &numbers, "d": &dict})
	for name, want := range map[string]string{
		"v":       "0201 0300",
		"n":       "0500000000000000 0500000000000000",
		"n.table": "02000000 00000000 00000000",
		"d.ends":  "0200000000000000 0300000000000000",
		"d.bytes": "c3a4 62",
		// XXH64 of ä is 0xad857d534a6ca359, more than two thirds of 2^64, that of b
		// 0x78452aa11af39f9b, more than one.
		"d.table":   "00000000 02000000 01000000",
		"d.lists":   "0200000000000000 0300000000000000",
		"d.members": "07000000 09000000 08000000",
	} {
		s, err := f.Section(name)
		if err != nil {
			t.Fatal(err)
		}
		got := must[[]byte](t)(section.View[byte](s))
		if need := strings.ReplaceAll(want, " ", ""); hex.EncodeToString(got) != need {
			t.Errorf("section %s is %x, need %s", name, got, need)
		}
	}
}
