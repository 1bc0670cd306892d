package format

import "strings"

// bibNames splits a list of authors: at "and" outside braces.
func bibNames(list string) (names []string) {
	depth, start := 0, 0
	add := func(s string) {
		if s = collapse(s); strings.EqualFold(s, "others") {
			return
		}
		if name := bibName(s); name != "" {
			names = append(names, name)
		}
	}
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case depth <= 0 && isSpace(c) && i+4 < len(list) && strings.EqualFold(list[i+1:i+4], "and") && isSpace(list[i+4]):
			add(list[start:i])
			start, i = i+4, i+3
		}
	}
	add(list[min(start, len(list)):])
	return names
}

// bibName turns one name as it is sorted, "van der Meer, Jr, Simon", into one as
// it is spoken. A comma in braces is part of a name.
func bibName(name string) string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '{':
			depth++
		case '}':
			depth--
		case ',':
			if depth <= 0 {
				parts = append(parts, name[start:i])
				start = i + 1
			}
		}
	}
	parts = append(parts, name[start:])
	switch len(parts) {
	case 2: // last, first
		name = parts[1] + " " + parts[0]
	case 3: // last, suffix, first
		name = parts[2] + " " + parts[0] + " " + parts[1]
	}
	return collapse(withoutLaTeX(name))
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
