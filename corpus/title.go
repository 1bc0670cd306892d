package corpus

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the longest slug in bytes that an id carries whole; a longer one
// is cut and told apart by 64 bits of its hash.
const maxSlug = 200

// TitleID is the id of a paper that came without one: "hf:" and the title's
// letters and digits, lower-cased, without accents, with "-" between words. It
// is "" when the title has neither letter nor digit. Two titles that differ in
// case, accents, spaces or punctuation only have the same.
func TitleID(title string) string {
	s := slug(title)
	if s == "" {
		return ""
	}
	if len(s) > maxSlug {
		sum := sha256.Sum256([]byte(s))
		s = strings.ToValidUTF8(s[:maxSlug], "") + "-" + hex.EncodeToString(sum[:8])
	}
	return titlePrefix + s
}

// slug is a text's letters and digits, lower-cased, without accents, with "-"
// between words.
func slug(text string) string {
	b := make([]byte, 0, len(text)+8)
	gap := false
	add := func(r rune) {
		if gap && len(b) > 0 {
			b = append(b, '-')
		}
		gap = false
		b = utf8.AppendRune(b, r)
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c >= utf8.RuneSelf: // it has work to do: begin anew
			b, gap = b[:0], false
			for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, "\ufffd")) {
				switch {
				case unicode.Is(unicode.Mn, r):
				case unicode.IsLetter(r) || unicode.IsNumber(r):
					add(unicode.ToLower(r))
				default:
					gap = true
				}
			}
			return string(b)
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			add(rune(c))
		case 'A' <= c && c <= 'Z':
			add(rune(c + 'a' - 'A'))
		default:
			gap = true
		}
	}
	return string(b)
}

// titleKey is the column by which papers are found by the id that their title
// makes: the first 8 bytes of its SHA-256; 0 for no title.
func titleKey(titleID string) int64 {
	if titleID == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(titleID))
	return int64(binary.BigEndian.Uint64(sum[:]))
}
