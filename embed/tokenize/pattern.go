package tokenize

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
)

// pattern finds the places where a text is split.
type pattern struct {
	re *regexp.Regexp
	// lazySpace says that the pattern ended in lastSpaces, which Go cannot express: a run of white space before a word
	// leaves its last code point to the word.
	lazySpace bool
}

// The end of GPT-2's pattern and of its descendants, and what stands for it in Go: the last group.
const (
	lastSpaces     = `|\s+(?!\S)|\s+`
	lastSpacesInGo = `|(?P<spaces>\s+)`
)

// gpt2Pattern is how ByteLevel splits (Radford et al. 2019, GPT-2's encoder.py).
const gpt2Pattern = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+` + lastSpaces

func compilePattern(source string) (pattern, error) {
	body, lazy := strings.CutSuffix(source, lastSpaces)
	if lazy {
		source = body + lastSpacesInGo
	}
	re, err := text.CompilePattern(source)
	return pattern{re, lazy}, err
}

// find gives the next match in s at or after from; ok is false when there is none.
func (p pattern) find(s string, from int) (start, end int, ok bool) {
	if !p.lazySpace {
		m := p.re.FindStringIndex(s[from:])
		if m == nil {
			return 0, 0, false
		}
		return from + m[0], from + m[1], true
	}
	m := p.re.FindStringSubmatchIndex(s[from:])
	if m == nil {
		return 0, 0, false
	}
	start, end = from+m[0], from+m[1]
	if m[len(m)-2] >= 0 && end < len(s) {
		if _, size := utf8.DecodeLastRuneInString(s[start:end]); size < end-start {
			end -= size
		}
	}
	return start, end, true
}

// cuts gives the parts of s, matches and what lies between them.
func (p pattern) cuts(s string) []cut {
	var cuts []cut
	done := 0
	for from := 0; from <= len(s); {
		start, end, ok := p.find(s, from)
		if !ok {
			break
		}
		if start > done {
			cuts = append(cuts, cut{s[done:start], false})
		}
		if end > start {
			cuts = append(cuts, cut{s[start:end], true})
			done, from = end, end
			continue
		}
		done = start
		_, size := utf8.DecodeRuneInString(s[start:])
		from = start + max(size, 1)
	}
	if done < len(s) {
		cuts = append(cuts, cut{s[done:], false})
	}
	return cuts
}
