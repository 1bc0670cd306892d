package corpus

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	// arXiv's ids since April 2007, with 4 digits behind the point until the
	// end of 2014 and 5 from then on.
	newArxiv = regexp.MustCompile(`^(\d{4}\.\d{4,5})(?:v\d+)?$`)

	// The ids before: archive, an optional subject class that names nothing
	// (math.GT/0309136 is math/0309136), year, month and number.
	oldArxiv = regexp.MustCompile(`^([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?(/\d{7})(?:v\d+)?$`)

	// What ids of arXiv come wrapped in, lower-cased.
	arxivPrefix = regexp.MustCompile(`^(?:https?://)?(?:` +
		`(?:[a-z-]+\.)?arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/(?:arxiv:)?` +
		`|(?:www\.)?(?:huggingface\.co|hf\.co|alphaxiv\.org)/(?:papers|abs)/` +
		`|(?:(?:dx\.)?doi\.org/|doi:)?10\.48550/arxiv\.` +
		`|arxiv:\s*)`)
)

// NormalizeID returns the id under which a paper is known: one of arXiv without
// version, wrapper and subject class (arXiv:2310.16228v2,
// https://arxiv.org/pdf/2310.16228v2.pdf and 10.48550/arXiv.2310.16228 are all
// 2310.16228), any other as it is, without space around it.
func NormalizeID(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > MaxID || isNewArxiv(s) {
		return s
	}
	bare := strings.ToLower(s)
	if wrapper := arxivPrefix.FindString(bare); wrapper != "" {
		bare = bare[len(wrapper):]
		if i := strings.IndexAny(bare, "?#"); i >= 0 {
			bare = bare[:i]
		}
		bare = strings.TrimSuffix(strings.TrimRight(bare, "/"), ".pdf")
	}
	if m := newArxiv.FindStringSubmatch(bare); m != nil {
		return m[1]
	}
	if m := oldArxiv.FindStringSubmatch(bare); m != nil {
		return m[1] + m[2]
	}
	return s
}

// isNewArxiv is newArxiv without a version, by hand: most ids are such, and
// this takes nanoseconds where expressions take microseconds.
func isNewArxiv(s string) bool {
	if len(s) < len("1234.5678") || len(s) > len("1234.56789") || s[4] != '.' {
		return false
	}
	for i := range len(s) {
		if i != 4 && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// IsArxivID reports whether id is a normalised id of arXiv.
func IsArxivID(id string) bool {
	return isNewArxiv(id) || oldArxiv.MatchString(id) && NormalizeID(id) == id
}

// titlePrefix begins the ids that are made from titles.
const titlePrefix = "hf:"

// maxSlug is the longest slug in bytes that an id carries whole; a longer one
// is cut and told apart by 64 bits of its hash.
const maxSlug = 200

// TitleID is the id of a paper that came without one: "hf:" and the title's
// letters and digits, lower-cased, without accents, with "-" between words. It
// is "" when the title has neither letter nor digit. Two titles that differ in
// case, accents, spaces or punctuation only have the same.
func TitleID(title string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(title) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	slug := b.String()
	if slug == "" {
		return ""
	}
	if len(slug) > maxSlug {
		sum := sha256.Sum256([]byte(slug))
		slug = strings.ToValidUTF8(slug[:maxSlug], "") + "-" + hex.EncodeToString(sum[:8])
	}
	return titlePrefix + slug
}

// IsTitleID reports whether id was made by TitleID.
func IsTitleID(id string) bool { return strings.HasPrefix(id, titlePrefix) }

// titleKey is the column by which papers are found by the id that their title
// makes: the first 8 bytes of its SHA-256; 0 for no title.
func titleKey(titleID string) int64 {
	if titleID == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(titleID))
	return int64(binary.BigEndian.Uint64(sum[:]))
}
