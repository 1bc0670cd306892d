package corpus

import (
	"encoding/json"
	"slices"
	"testing"
	"unicode/utf8"
)

// FuzzList holds the fast way to encoding/json, on columns as they are written
// and on any others.
func FuzzList(f *testing.F) {
	for _, s := range []string{`["a","b"]`, `["a", "b"]`, `[",",","]`, `["\"","a"]`, `["",""]`, `[""]`, `["]`, `[" "`, `["a"b"]`, `["a","b"],["c"]`, `["a\u0026b"]`, `[1]`, `null`, `["é"]`, "[\"a\nb\"]"} {
		f.Add(s, "Ada \"L\"", "a\",\"b")
	}
	f.Fuzz(func(t *testing.T, column, a, b string) {
		var want []string
		if err := json.Unmarshal([]byte(column), &want); err == nil && utf8.ValidString(column) {
			got, err := list(column)
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s: got %q, %v; need %q", column, got, err, want)
			}
		}
		written := listColumn([]string{a, b})
		if err := json.Unmarshal([]byte(written), &want); err != nil {
			t.Fatal(err)
		}
		if got, err := list(written); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%s: got %q, %v; need %q", written, got, err, want)
		}
	})
}
