package text

import (
	"fmt"
	"regexp"
	"strings"
)

// What Oniguruma, the reference's regular expressions, means by its classes; Go means ASCII only.
const (
	spaceClass = `\t-\r \x{85}\p{Z}`
	digitClass = `\p{Nd}`
	wordClass  = `\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE}\x{24B6}-\x{24E9}\x{1F130}-\x{1F149}\x{1F150}-\x{1F169}\x{1F170}-\x{1F189}`
)

// CompilePattern compiles a pattern of a tokenizer.json, written for Oniguruma, with Go's regexp. Classes get the meaning
// that they have there. What Go lacks (looking ahead or behind, \b, backreferences, possessive quantifiers) is an
// error that names it.
func CompilePattern(pattern string) (*regexp.Regexp, error) {
	var b strings.Builder
	inSet := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+1 < len(pattern):
			i++
			class, err := translateEscape(pattern[i], inSet)
			if err != nil {
				return nil, fmt.Errorf("pattern %q: %w", pattern, err)
			}
			b.WriteString(class)
		case c == '[' && inSet && !strings.HasPrefix(pattern[i:], "[:"), c == '&' && inSet && strings.HasPrefix(pattern[i:], "&&"):
			return nil, fmt.Errorf("pattern %q: a set inside a set is not known here", pattern)
		case c == '[' && inSet:
			end := strings.Index(pattern[i:], ":]")
			if end < 0 {
				return nil, fmt.Errorf("pattern %q: a class without end", pattern)
			}
			return nil, fmt.Errorf("pattern %q: the class %s] is not known here", pattern, pattern[i:i+end+1])
		case c == '[':
			inSet = true
			b.WriteByte(c)
			for i+1 < len(pattern) && (pattern[i+1] == '^' || pattern[i+1] == ']') {
				i++
				if pattern[i] == ']' {
					b.WriteByte('\\')
				}
				b.WriteByte(pattern[i])
			}
		case c == ']' && inSet:
			inSet = false
			b.WriteByte(c)
		case (c == '^' || c == '$') && !inSet: // the ends of a line, as in Ruby
			b.WriteString("(?m:" + string(c) + ")")
		default:
			b.WriteByte(c)
		}
	}
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	return re, nil
}

// translateEscape gives Go's way to write the escape \c, in or out of a set.
func translateEscape(c byte, inSet bool) (string, error) {
	classes := map[byte]string{'s': spaceClass, 'd': digitClass, 'w': wordClass}
	lowered := c | 0x20
	class, ok := classes[lowered]
	switch {
	case ok && inSet && c == lowered:
		return class, nil
	case ok && c == lowered:
		return "[" + class + "]", nil
	case ok && !inSet:
		return "[^" + class + "]", nil
	case ok || strings.IndexByte("bBAzZGKRXhHkgO", c) >= 0:
		return "", fmt.Errorf(`\%c is not known here`, c)
	}
	return `\` + string(rune(c)), nil
}
