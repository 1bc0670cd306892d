package format

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A block is the lines between two blank ones.
type block struct {
	frame // of its first line; err for a block that is too long
	lines []string
}

// pageBlocks gives the blocks of a page in order.
func pageBlocks(in *input) func(yield func(block) bool) {
	return func(yield func(block) bool) {
		var b block
		size := 0
		for {
			f, ok := in.nextLine()
			data, wrong := ofUnnamedEncoding(f.data)
			f.err = cmp.Or(f.err, wrong)
			text := strings.TrimSpace(string(data))
			if ok && (text != "" || f.err != nil) {
				if len(b.lines) == 0 && b.err == nil {
					b.frame = frame{line: f.line, offset: f.offset}
				}
				if size += len(text); size > in.most && f.err == nil {
					f.err = tooLong(in.most)
				}
				if b.err == nil {
					b.err = f.err
				}
				if b.err == nil {
					b.lines = append(b.lines, text)
				} else {
					b.lines = nil
				}
				continue
			}
			if (len(b.lines) > 0 || b.err != nil) && (ok || in.failure() == nil) {
				if !yield(b) {
					return
				}
			}
			if !ok {
				return
			}
			b, size = block{}, 0
		}
	}
}

func (b block) text() string { return collapse(strings.Join(b.lines, " ")) }

// maxTitleLength is longer than titles are and shorter than abstracts, in
// characters.
const maxTitleLength = 250

func looksLikeTitle(b block) bool {
	return len(b.lines) == 1 && utf8.RuneCountInString(b.lines[0]) <= maxTitleLength && !strings.HasSuffix(b.lines[0], ".")
}

// isSiteHeader reports the line with which the list begins.
func isSiteHeader(b block) bool { return slices.Contains(b.lines, siteHeader) }

const siteHeader = "Daily Papers"

// hasSiteHeader reports whether that line stands before the first paper ends.
func hasSiteHeader(head []byte) bool {
	for l := range bytes.SplitSeq(head, newline) {
		switch string(bytes.TrimSpace(l)) {
		case siteHeader:
			return true
		case "·":
			return false
		}
	}
	return false
}

var monthAndDay = regexp.MustCompile(`^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}$`)

// isSiteWord reports the lines between that one and the first title.
func isSiteWord(b block) bool {
	s := b.lines[0]
	return len(b.lines) == 1 && (strings.HasPrefix(s, "by") && strings.HasSuffix(s, "the research community") || monthAndDay.MatchString(s))
}

// looksLikePage reports whether the first bytes of a file are of a page: its
// header, or the line between author and date.
func looksLikePage(head []byte) bool {
	previous := ""
	for l := range bytes.SplitSeq(head, newline) {
		s := string(bytes.TrimSpace(l))
		if s == siteHeader || previous == "·" && dateLine.MatchString(s) {
			return true
		}
		previous = s
	}
	return false
}
