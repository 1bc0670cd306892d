package kindred

import (
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index/lexical"
)

func TestSentences(t *testing.T) {
	f := func(text string, need ...string) {
		t.Helper()
		if got := slices.Collect(sentences(text)); !slices.Equal(got, need) {
			t.Errorf("%q: got %q, need %q", text, got, need)
		}
	}
	f("")
	f(" \n ")
	f("One sentence", "One sentence")
	f("We plan. Agents act! Do they?  Yes.", "We plan.", "Agents act!", "Do they?", "Yes.")
	f("It gains 3.5 points. On GPT-4.1 too.", "It gains 3.5 points.", "On GPT-4.1 too.")
	f("As Smith et al. Show, i.e. A, e.g. B holds. Then C.", "As Smith et al. Show, i.e. A, e.g. B holds.", "Then C.")
	f("The work of J. Doe is used. It helps.", "The work of J. Doe is used.", "It helps.")
	f("We test vs. the rest. 10 of 12 win.", "We test vs. the rest.", "10 of 12 win.")
	f("Ends in dots... and goes on. Here.", "Ends in dots... and goes on.", "Here.")
	f("Où? École. Ça va", "Où?", "École.", "Ça va")
	f(". . .", ".", ".", ".")
}

func TestSnippet(t *testing.T) {
	mark := func(words ...string) func(string) []lexical.Span {
		return func(text string) (spans []lexical.Span) {
			for i := range text {
				for _, w := range words {
					if strings.HasPrefix(strings.ToLower(text[i:]), w) {
						spans = append(spans, lexical.Span{Start: i, End: i + len(w)})
					}
				}
			}
			return spans
		}
	}
	f := func(abstract, need string, marked []string, words ...string) {
		t.Helper()
		got := snippet(abstract, mark(words...))
		if got == nil || got.Text != need {
			t.Fatalf("got %+v, need %q", got, need)
		}
		var texts []string
		for _, m := range got.Marks {
			texts = append(texts, got.Text[m[0]:m[1]])
		}
		if !slices.Equal(texts, marked) {
			t.Errorf("got marks %q, need %q", texts, marked)
		}
	}
	const abstract = "We study agents. Agents agents agents. Planning makes agents better. Planning agents too."
	f(abstract, "Planning makes agents better.", []string{"Planning", "agents"}, "planning", "agents") // the first with both
	f(abstract, "We study agents.", []string{"agents"}, "agents")                                      // repeating is not answering
	f(abstract, "We study agents.", nil, "vision")
	if got := snippet(" ", mark()); got != nil {
		t.Errorf("got %+v of nothing", got)
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("We plan. Agents act! e.g. This. J. Doe. \xff. A")
	f.Fuzz(func(t *testing.T, text string) {
		strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := strip(strings.Join(slices.Collect(sentences(text)), " ")); got != strip(text) {
			t.Fatalf("%q: the sentences are %q", text, got)
		}
	})
}
