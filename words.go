package kindred

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/kindred-search/kindred/text"
)

// words are the distinct words of a name, sorted: letters and digits,
// lower-cased, without accents. What is between them does not count.
func words(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			r = unicode.ToLower(r)
			if plain := text.Unmarked(r); plain != "" {
				b.WriteString(plain)
			} else {
				b.WriteRune(r)
			}
		default:
			b.WriteByte(' ')
		}
	}
	found := strings.Fields(b.String())
	slices.Sort(found)
	return slices.Compact(found)
}
