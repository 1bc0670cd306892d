package source

import (
	"net/http"
	"slices"
	"strings"
)

// hasNext reports whether a header Link (RFC 8288) has a link of relation "next":
// Link: <https://example.org/?p=1>; rel="next", ...
func hasNext(h http.Header) bool {
	for _, links := range h.Values("Link") {
		for links != "" {
			var relations []string
			relations, links = firstLink(links)
			if slices.Contains(relations, "next") {
				return true
			}
		}
	}
	return false
}

// firstLink reads the relations of the first link of a list, and gives the rest
// of the list.
func firstLink(s string) (relations []string, rest string) {
	_, s, ok := strings.Cut(s, "<")
	if !ok {
		return nil, ""
	}
	_, s, ok = strings.Cut(s, ">")
	for ok {
		s = strings.TrimLeft(s, " \t")
		if !strings.HasPrefix(s, ";") {
			break
		}
		var name, value string
		name, value, s = firstParameter(s[1:])
		if strings.EqualFold(name, "rel") && relations == nil {
			relations = strings.Fields(strings.ToLower(value))
		}
	}
	_, rest, _ = strings.Cut(s, ",")
	return relations, rest
}

// firstParameter reads name=value or name="value", and gives what stands behind.
func firstParameter(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;,")
	if end < 0 || s[end] != '=' {
		if end < 0 {
			end = len(s)
		}
		return strings.TrimSpace(s[:end]), "", s[end:]
	}
	name, s = strings.TrimSpace(s[:end]), strings.TrimLeft(s[end+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s[1:], `"`)
		return name, value, rest
	}
	if end = strings.IndexAny(s, ";,"); end < 0 {
		end = len(s)
	}
	return name, strings.TrimSpace(s[:end]), s[end:]
}
