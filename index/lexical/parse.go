package lexical

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostOperators of a question are operators; what comes behind them is text.
const mostOperators = 64

// Parse takes a question apart by the syntax that people expect:
//
//	"exact phrase"   -word   -"a phrase"   title:word   title:"a phrase"
//	author:name   author:"first last"   cat:cs.CL   cat:cs.*
//
// category: is cat: spelled out. Everything else is natural language. What cannot be parsed, as a quote
// that does not end or a number with a minus, is text: there are no errors.
func Parse(s string) Query {
	var q Query
	var b strings.Builder
	apart := false // what comes is not of the text before
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if unicode.IsSpace(r) {
			s, apart = s[size:], true
			continue
		}
		rest, text := q.operator(s)
		is := rest != s
		if !is { // text, up to a space or a quote
			n := size
			for n < len(s) {
				next, size := utf8.DecodeRuneInString(s[n:])
				if unicode.IsSpace(next) || isQuote(next) {
					break
				}
				n += size
			}
			rest, text = s[n:], s[:n]
		}
		if text != "" && b.Len() > 0 && (is || apart) {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		s, apart = rest, is
	}
	q.Text = b.String()
	return q
}

// operator reads the operator that s begins with, and returns what follows and what of it is text, too;
// all of s when there is none.
func (q *Query) operator(s string) (rest, text string) {
	if len(q.Phrases)+len(q.Titles)+len(q.Authors)+len(q.Categories)+len(q.Without) == mostOperators {
		return s, ""
	}
	if value, rest, ok := quoted(s); ok {
		if value != "" {
			q.Phrases = append(q.Phrases, value)
		}
		return rest, value
	}
	if without, ok := strings.CutPrefix(s, "-"); ok {
		r, _ := utf8.DecodeRuneInString(without)
		value, rest, phrase := quoted(without)
		if !phrase && unicode.IsLetter(r) && fieldOf(without) == "" {
			value, rest = word(without)
		}
		if value == "" {
			return s, ""
		}
		q.Without = append(q.Without, value)
		return rest, ""
	}
	field := fieldOf(s)
	if field == "" {
		return s, ""
	}
	value, rest, ok := quoted(s[len(field)+1:])
	if !ok {
		if value, rest = word(s[len(field)+1:]); field[0]|0x20 == 'c' {
			value = strings.TrimRight(value, ".,;)")
		}
	}
	if value == "" {
		return s, ""
	}
	switch field[0] | 0x20 {
	case 't':
		q.Titles = append(q.Titles, value)
		return rest, value
	case 'a':
		q.Authors = append(q.Authors, value)
	default:
		q.Categories = append(q.Categories, value)
	}
	return rest, ""
}

// fieldOf is the name of the field that s begins with, before its colon, or "".
func fieldOf(s string) string {
	name, _, ok := strings.Cut(s[:min(len(s), len("category:"))], ":")
	if ok {
		for _, field := range [...]string{"title", "author", "cat", "category"} {
			if strings.EqualFold(name, field) && len(name) == len(field) {
				return name
			}
		}
	}
	return ""
}

// quoted reads the phrase in quotes that s begins with.
func quoted(s string) (value, rest string, ok bool) {
	r, size := utf8.DecodeRuneInString(s)
	if !isQuote(r) {
		return "", s, false
	}
	end := strings.IndexFunc(s[size:], isQuote)
	if end < 0 {
		return "", s, false
	}
	_, closing := utf8.DecodeRuneInString(s[size+end:])
	return strings.TrimSpace(s[size : size+end]), s[size+end+closing:], true
}

func isQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

// word is s up to a space.
func word(s string) (value, rest string) {
	if end := strings.IndexFunc(s, unicode.IsSpace); end >= 0 {
		return s[:end], s[end:]
	}
	return s, ""
}
