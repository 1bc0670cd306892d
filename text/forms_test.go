package text

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestForms(t *testing.T) {
	f := func(form Form, in, want string) {
		t.Helper()
		if got := form.Normalize(in); got != want {
			t.Errorf("form %d of %+q: got %+q, want %+q", form, in, got, want)
		}
	}
	f(NFC, "e\u0301", "é")
	f(NFD, "é", "e\u0301")
	f(NFKC, "ﬁ①Å\u2009", "fi1Å ")
	f(NFKD, "ﬁé", "fie\u0301")
	f(NFC, "a\xffb", "a\uFFFDb")
	f(NFD, "a\u0301\u0316", "a\u0316\u0301")
	f(NFD, "a\u0301\u1ac1\u0316", "a\u0301\u1ac1\u0316") // Unicode 14's U+1AC1 is not known and stays where it is
	f(NFKC, "㋿", "㋿")                                    // Unicode 12.1's square Reiwa neither
	f(NFC, "\U00011935\U00011930", "\U00011935\U00011930")
	// No U+034F after thirty marks, as x/text would have it.
	f(NFC, "e"+strings.Repeat("\u0301", 40), "é"+strings.Repeat("\u0301", 39))
	f(NFD, "é"+strings.Repeat("\u0323", 40), "e"+strings.Repeat("\u0323", 40)+"\u0301")
	f(NFC, "각"+strings.Repeat("\u0301", 33), "각"+strings.Repeat("\u0301", 33))
	f(NFC, "\u1100\u1161\u11a8"+strings.Repeat("\u0301", 33), "각"+strings.Repeat("\u0301", 33))
}

// The two ways to make a form must agree wherever x/text has no limit.
func FuzzUnlimitedFormAgainstXText(f *testing.F) {
	for _, s := range []string{"é\u0323", "q\u0307\u0323", "각\u11a8", "\u1100\u1161\u11a8", "\u0344", "Ǖ\u0323", "ﬁ\u0301", "\u09c7\u0323\u09be", "a\u0f71\u0f74", "\u0cc6\u0cc2\u0cd5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = Valid(s)
		if longestMarks(s) > maxMarks {
			t.Skip()
		}
		for _, form := range []Form{NFC, NFD, NFKC, NFKD} {
			if got, want := form.unlimited(s), form.form().String(s); got != want {
				t.Errorf("form %d of %+q: got %+q, want %+q", form, s, got, want)
			}
		}
	})
}

func TestHangulDecomposesAsXTextDoes(t *testing.T) {
	for c := rune(hangulBase); c < hangulEnd; c++ {
		l, v, tr := decomposeHangul(c)
		got := string(l) + string(v)
		if tr != 0 {
			got += string(tr)
		}
		if want := norm.NFD.String(string(c)); got != want {
			t.Fatalf("%c: got %+q, want %+q", c, got, want)
		}
	}
}
