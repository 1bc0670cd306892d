package corpus

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// doiWrapper is what DOIs come wrapped in.
var doiWrapper = regexp.MustCompile(`^(?i)(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)`)

// BareDOI is the DOI in s without what it is wrapped in, in lower case, because
// case makes no difference to a DOI and catalogs differ in it; "" when s is none.
func BareDOI(s string) string {
	bare := strings.TrimSpace(s)
	if !strings.HasPrefix(bare, "10.") {
		wrapper := doiWrapper.FindString(bare)
		bare = bare[len(wrapper):]
		if strings.Contains(wrapper, "/") && strings.Contains(bare, "%") {
			if plain, err := url.PathUnescape(bare); err == nil {
				bare = plain
			}
		}
	}
	if bare = strings.ToLower(bare); len(bare) > MaxID-len(doiPrefix) || !isDOI(bare) {
		return ""
	}
	return bare
}

// isDOI is the shape of a DOI: 10, a registrant of 4 to 9 digits which may have
// parts, a slash, anything without space.
func isDOI(s string) bool {
	registrant, name, ok := strings.Cut(s, "/")
	if !ok || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f || unicode.IsSpace(r) }) {
		return false
	}
	parts := strings.Split(registrant, ".")
	if len(parts) < 2 || parts[0] != "10" || len(parts[1]) < 4 || len(parts[1]) > 9 {
		return false
	}
	for _, p := range parts[1:] {
		if !digits(p) {
			return false
		}
	}
	return true
}

// ofArxiv reports the DOI that arXiv itself gives to each of its papers.
func ofArxiv(doi string) bool { return IsArxivID(NormalizeID(doi)) }
