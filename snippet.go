package kindred

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kindred-search/kindred/index/lexical"
)

// A Snippet is the sentence of an abstract that answers a question best: the
// one with most of its words, the earlier one among equals.
type Snippet struct {
	Text  string   `json:"text"`
	Marks [][2]int `json:"marks"` // where words of the question are: from and to, in bytes of Text; never nil
}

// snippet chooses a sentence; nil for an abstract without one.
func snippet(abstract string, mark func(string) []lexical.Span) *Snippet {
	var best *Snippet
	most := -1
	for sentence := range sentences(abstract) {
		marks := mark(sentence)
		distinct := map[string]bool{}
		for _, m := range marks {
			distinct[strings.ToLower(sentence[m.Start:m.End])] = true
		}
		if len(distinct) <= most {
			continue
		}
		most = len(distinct)
		best = &Snippet{Text: sentence, Marks: [][2]int{}}
		for _, m := range marks {
			best.Marks = append(best.Marks, [2]int{m.Start, m.End})
		}
	}
	return best
}

// sentences are those of a text, without the space between them. A sentence ends
// at a full stop, question or exclamation mark with a space and then no
// lower-case letter behind it; not behind a single letter or a common
// abbreviation.
func sentences(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i < len(text); i++ {
			if !ends(text, start, i) {
				continue
			}
			if s := strings.TrimSpace(text[start : i+1]); s != "" && !yield(s) {
				return
			}
			start = i + 1
		}
		if s := strings.TrimSpace(text[start:]); s != "" {
			yield(s)
		}
	}
}

// abbreviations end in a full stop that ends no sentence.
var abbreviations = []string{"e.g.", "i.e.", "et al.", "cf.", "vs.", "fig.", "eq.", "sec.", "resp.", "approx.", "no.", "dr.", "prof."}

// ends reports whether a sentence that began at start ends with the byte at i.
func ends(text string, start, i int) bool {
	switch text[i] {
	case '.', '!', '?':
	default:
		return false
	}
	rest := strings.TrimLeftFunc(text[i+1:], unicode.IsSpace)
	if rest == "" || len(rest) == len(text)-i-1 {
		return rest == ""
	}
	if next, _ := utf8.DecodeRuneInString(rest); unicode.IsLower(next) {
		return false
	}
	if text[i] != '.' {
		return true
	}
	sentence := strings.ToLower(text[start : i+1])
	for _, a := range abbreviations {
		if before, is := strings.CutSuffix(sentence, a); is && (before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "(")) {
			return false
		}
	}
	last := strings.LastIndexAny(sentence, " (")
	return utf8.RuneCountInString(sentence[last+1:len(sentence)-1]) != 1 || !unicode.IsLetter(rune(sentence[last+1]))
}
