package lexical

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	f := func(s string, need Query) {
		t.Helper()
		got := Parse(s)
		if got.Text != need.Text || !slices.Equal(got.Phrases, need.Phrases) || !slices.Equal(got.Titles, need.Titles) || !slices.Equal(got.Authors, need.Authors) ||
			!slices.Equal(got.Categories, need.Categories) || !slices.Equal(got.Without, need.Without) {
			t.Errorf("%q: got %+v, need %+v", s, got, need)
		}
	}
	f("", Query{})
	f(" \t\n", Query{})
	f("what is attention?", Query{Text: "what is attention?"})
	f(`the "exact phrase" here`, Query{Text: "the exact phrase here", Phrases: []string{"exact phrase"}})
	f(`“curly  quotes”`, Query{Text: "curly  quotes", Phrases: []string{"curly  quotes"}})
	f(`a"b c"d`, Query{Text: "a b c d", Phrases: []string{"b c"}})
	f(`apples -pears -"green apples" post-training`, Query{Text: "apples post-training", Without: []string{"pears", "green apples"}})
	f(`title:transformer TITLE:"state space" x`, Query{Text: "transformer state space x", Titles: []string{"transformer", "state space"}})
	f(`author:hinton author:"Yann LeCun" cat:cs.CL, category:stat.* nets`,
		Query{Text: "nets", Authors: []string{"hinton", "Yann LeCun"}, Categories: []string{"cs.CL", "stat.*"}})

	// What is no operator is text.
	f(`an "open quote`, Query{Text: `an "open quote`})
	f(`"`, Query{Text: `"`})
	f(`""`, Query{})
	f(`- -5 degrees --x a - b -`, Query{Text: `- -5 degrees --x a - b -`})
	f(`title: author: cat:`, Query{Text: `title: author: cat:`})
	f(`cat:., `, Query{Text: `cat:.,`})
	f(`http://x.org subtitle:x titles:y -title:x`, Query{Text: `http://x.org subtitle:x titles:y -title:x`})
	if q := Parse(strings.Repeat("-a ", 100) + "\"b c\""); len(q.Without) != mostOperators || len(q.Phrases) > 0 || !strings.HasSuffix(q.Text, `-a "b c"`) {
		t.Errorf("got %d operators, and the text %q", len(q.Without), q.Text)
	}
	f(`注意力 机制`, Query{Text: `注意力 机制`})
}

func FuzzParse(f *testing.F) {
	f.Add(`the "exact phrase" -not title:"a b" author:x cat:cs.* “„”`)
	f.Add("-\"\xff title:\u3000\x00")
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		size := len(q.Text)
		for _, of := range [][]string{q.Authors, q.Categories, q.Without} {
			for _, value := range of {
				if value == "" {
					t.Fatalf("%q has an empty value: %+v", s, q)
				}
				size += len(value)
			}
		}
		for _, value := range append(q.Phrases, q.Titles...) {
			if value == "" || !strings.Contains(q.Text, value) {
				t.Fatalf("%q: %q is not in the text: %+v", s, value, q)
			}
		}
		if size > 2*len(s) {
			t.Fatalf("%q of %d bytes became %d: %+v", s, len(s), size, q)
		}
	})
}
