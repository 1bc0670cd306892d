package format

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Texts without a command stay; what comes out is text, of a length that the
// one that went in bounds.
func FuzzLaTeX(f *testing.F) {
	for _, s := range []string{`Erd{\H{o}}s`, `$\'a$ \'a`, `\(\)\'{\i}`, "``a''--b~c", `\textbf{x} {\em y}`, `\`, `{\`, `{\'`, `$$`, `\$$\$`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		for _, got := range []string{accents(s), withoutLaTeX(s)} {
			if !utf8.ValidString(got) || len(got) > 4*len(s)+8 {
				t.Fatalf("%q became %q", s, got)
			}
		}
		if !strings.ContainsAny(s, "\\") && accents(s) != s {
			t.Fatalf("%q became %q", s, accents(s))
		}
	})
}
