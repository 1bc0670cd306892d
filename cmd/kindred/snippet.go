package main

import (
	"strings"

	"github.com/rivo/uniseg"

	"github.com/kindred-search/kindred"
)

// snippetWidth is how wide a snippet is where the screen sets no bound.
const snippetWidth = 100

// snippet writes a sentence in lines of its own, its marked words bold; "" for
// none.
func (s screen) snippet(snippet *kindred.Snippet) string {
	if snippet == nil {
		return ""
	}
	const margin = "    "
	width := snippetWidth
	if s.width > 0 {
		width = min(width, s.width)
	}
	var out strings.Builder
	used := width // of the line so far: full, so that the first word begins one
	for from, word := range wordsOf(snippet.Text) {
		wide := uniseg.StringWidth(printable(word))
		if used+1+wide > width {
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
			out.WriteString(margin)
			used = len(margin) + wide
		} else {
			out.WriteByte(' ')
			used += 1 + wide
		}
		out.WriteString(s.marked(word, from, snippet.Marks))
	}
	return out.String() + "\n"
}

// wordsOf gives what stands between spaces, with where it begins.
func wordsOf(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for i := 0; i < len(text); {
			n := strings.IndexAny(text[i:], " \t\n")
			if n < 0 {
				n = len(text) - i
			}
			if n > 0 && !yield(i, text[i:i+n]) {
				return
			}
			i += n + 1
		}
	}
}

// marked paints the parts of a word, which begins at from, that marks cover.
func (s screen) marked(word string, from int, marks [][2]int) string {
	var out strings.Builder
	at := 0
	for _, m := range marks {
		begin, end := max(m[0]-from, at), min(m[1]-from, len(word))
		if begin < end {
			out.WriteString(printable(word[at:begin]))
			out.WriteString(s.paint(printable(word[begin:end]), bold))
			at = end
		}
	}
	return out.String() + printable(word[at:])
}
