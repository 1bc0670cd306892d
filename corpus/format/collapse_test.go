package format

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
)

// It is what strings.FieldsFunc and Join make, for every white space and control
// character there is.
func TestCollapseAtRandom(t *testing.T) {
	slow := func(s string) string { return strings.Join(strings.FieldsFunc(s, isSpaceOrControl), " ") }
	pieces := []string{"a", "bc", " ", " ", "  ", "\n", "é", "\xc2", "\xe2\x80", "\xff", "–", "日本", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u3000", "\u200b"}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			pieces = append(pieces, string(r))
		}
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 {
		var text strings.Builder
		for range r.IntN(30) {
			text.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := text.String()
		if got, want := collapse(s), slow(s); got != want {
			t.Fatalf("%q: got %q, need %q", s, got, want)
		}
	}
}
