package tokenize

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
)

// splitter appends the pieces of s to dst; start says that s begins the text. A piece is never empty.
type splitter func(dst []string, s string, start bool) []string

// preTokenizer has the fields of every pre_tokenizer; Type says which of them count.
type preTokenizer struct {
	Type             string            `json:"type"`
	PreTokenizers    []json.RawMessage `json:"pretokenizers"`    // Sequence
	AddPrefixSpace   *bool             `json:"add_prefix_space"` // ByteLevel, Metaspace of before 2024
	UseRegex         *bool             `json:"use_regex"`        // ByteLevel; default true
	Replacement      string            `json:"replacement"`      // Metaspace
	PrependScheme    string            `json:"prepend_scheme"`   // Metaspace
	Split            *bool             `json:"split"`            // Metaspace; default true
	IndividualDigits bool              `json:"individual_digits"`
	Behavior         behavior          `json:"behavior"`  // Split, Punctuation
	Invert           bool              `json:"invert"`    // Split
	Delimiter        string            `json:"delimiter"` // CharDelimiterSplit
	Pattern          struct {          // Split: one of the two
		String *string
		Regex  *string
	} `json:"pattern"`
}

// parsePreTokenizer reads a pre_tokenizer; null leaves a text whole.
func parsePreTokenizer(raw json.RawMessage) (splitter, error) {
	if isNull(raw) {
		return whole, nil
	}
	var p preTokenizer
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, fmt.Errorf("%w: its pre_tokenizer: %w", ErrMalformed, err)
	}
	switch p.Type {
	case "Sequence":
		return p.sequence()
	case "BertPreTokenizer":
		return splitBert, nil
	case "WhitespaceSplit":
		return splitSpaces, nil
	case "Whitespace":
		return splitWords, nil
	case "Punctuation":
		return p.punctuation()
	case "Digits":
		b := contiguous
		if p.IndividualDigits {
			b = isolated
		}
		return splitAt(text.IsNumber, b), nil
	case "CharDelimiterSplit":
		c, size := utf8.DecodeRuneInString(p.Delimiter)
		if size == 0 || size != len(p.Delimiter) {
			return nil, fmt.Errorf("%w: CharDelimiterSplit has the delimiter %q; needed is one character", ErrMalformed, p.Delimiter)
		}
		return splitAt(func(r rune) bool { return r == c }, removed), nil
	case "Split":
		return p.split()
	case "Metaspace":
		return p.metaspace()
	case "ByteLevel":
		return p.byteLevel()
	}
	return nil, fmt.Errorf("%w: the pre_tokenizer %q is not known here; use a model with another tokenizer", ErrUnsupported, p.Type)
}

func whole(dst []string, s string, _ bool) []string {
	if s == "" {
		return dst
	}
	return append(dst, s)
}

func splitBert(dst []string, s string, _ bool) []string {
	for _, word := range strings.FieldsFunc(s, text.IsSpace) {
		dst = isolated.join(dst, word, cutAt(word, text.IsPunct))
	}
	return dst
}

func splitSpaces(dst []string, s string, _ bool) []string {
	return append(dst, strings.FieldsFunc(s, text.IsSpace)...)
}

// splitWords makes a piece of each run of word characters and of each run of anything else but white space.
func splitWords(dst []string, s string, _ bool) []string {
	for _, run := range strings.FieldsFunc(s, text.IsSpace) {
		start, inWord := 0, false
		for i, c := range run {
			is := text.IsWord(c)
			if i > 0 && is != inWord {
				dst, start = append(dst, run[start:i]), i
			}
			inWord = is
		}
		dst = append(dst, run[start:])
	}
	return dst
}

func splitAt(is func(rune) bool, b behavior) splitter {
	return func(dst []string, s string, _ bool) []string { return b.join(dst, s, cutAt(s, is)) }
}

func (p *preTokenizer) sequence() (splitter, error) {
	steps := make([]splitter, len(p.PreTokenizers))
	for i, raw := range p.PreTokenizers {
		step, err := parsePreTokenizer(raw)
		if err != nil {
			return nil, err
		}
		steps[i] = step
	}
	return func(dst []string, s string, start bool) []string {
		pieces := []string{s}
		for _, step := range steps {
			var next []string
			for i, piece := range pieces {
				next = step(next, piece, start && i == 0)
			}
			// The first piece begins the text only while nothing was cut off before it.
			start = start && len(pieces) > 0 && len(next) > 0 && strings.HasPrefix(pieces[0], next[0])
			pieces = next
		}
		return append(dst, pieces...)
	}, nil
}

func (p *preTokenizer) punctuation() (splitter, error) {
	if p.Behavior == "" {
		p.Behavior = isolated
	}
	return splitAt(text.IsPunct, p.Behavior), p.Behavior.check()
}

func (p *preTokenizer) split() (splitter, error) {
	switch {
	case p.Pattern.Regex != nil:
		return p.regex(*p.Pattern.Regex, p.Behavior, p.Invert)
	case p.Pattern.String != nil:
		return p.regex(quote(*p.Pattern.String), p.Behavior, p.Invert)
	}
	return nil, fmt.Errorf("%w: its pre_tokenizer Split has neither a String nor a Regex pattern", ErrMalformed)
}

// quote writes s as a pattern that matches s; the escapes are understood by both kinds of regular expressions.
func quote(s string) string {
	var b strings.Builder
	for _, c := range s {
		if strings.ContainsRune(`\.+*?()|[]{}^$`, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (p *preTokenizer) regex(source string, b behavior, invert bool) (splitter, error) {
	pat, err := compilePattern(source)
	if err != nil {
		return nil, fmt.Errorf("%w: its pre_tokenizer: %w", ErrUnsupported, err)
	}
	return func(dst []string, s string, _ bool) []string {
		cuts := pat.cuts(s)
		if invert {
			for i := range cuts {
				cuts[i].delimiter = !cuts[i].delimiter
			}
		}
		return b.join(dst, s, cuts)
	}, b.check()
}

// metaspace writes spaces as a visible character and splits before each, as sentencepiece does.
func (p *preTokenizer) metaspace() (splitter, error) {
	mark, size := utf8.DecodeRuneInString(p.Replacement)
	if size == 0 || size != len(p.Replacement) {
		return nil, fmt.Errorf("%w: Metaspace has the replacement %q; needed is one character", ErrMalformed, p.Replacement)
	}
	scheme := p.PrependScheme
	if scheme == "" {
		scheme = "always"
		if p.AddPrefixSpace != nil && !*p.AddPrefixSpace {
			scheme = "never"
		}
	}
	if scheme != "always" && scheme != "first" && scheme != "never" {
		return nil, fmt.Errorf("%w: Metaspace with the prepend_scheme %q", ErrUnsupported, scheme)
	}
	splits := p.Split == nil || *p.Split
	return func(dst []string, s string, start bool) []string {
		s = strings.ReplaceAll(s, " ", p.Replacement)
		if s != "" && !strings.HasPrefix(s, p.Replacement) && (scheme == "always" || scheme == "first" && start) {
			s = p.Replacement + s
		}
		if !splits {
			return whole(dst, s, start)
		}
		return mergedWithNext.join(dst, s, cutAt(s, func(c rune) bool { return c == mark }))
	}, nil
}

func (p *preTokenizer) byteLevel() (splitter, error) {
	pat, err := compilePattern(gpt2Pattern)
	if err != nil {
		return nil, err
	}
	prefix := p.AddPrefixSpace == nil || *p.AddPrefixSpace
	useRegex := p.UseRegex == nil || *p.UseRegex
	return func(dst []string, s string, _ bool) []string {
		if prefix && s != "" && !strings.HasPrefix(s, " ") {
			s = " " + s
		}
		cuts := []cut{{s, false}}
		if useRegex {
			cuts = pat.cuts(s)
		}
		for _, c := range cuts {
			if c.text != "" {
				dst = append(dst, text.ByteLevel{}.Normalize(c.text))
			}
		}
		return dst
	}, nil
}
