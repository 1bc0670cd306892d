package format

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kindred-search/kindred/corpus"
)

// page reads the Daily Papers page saved as text. It is a row of blocks with
// blank lines between:
//
//	Daily Papers                  words of the site, a month and day
//
//	A Title                       one line
//
//	The abstract of the paper.    one paragraph, or more
//
//	  • 6 authors                 or "short Full Name" of an organization
//	·
//	Dec 21, 2023 6                the date of publication, and the votes
//
// A paper may come without the last block: then the next title follows its
// abstract directly. A title is told from a further paragraph by its shape: one
// line, short, without a full stop, and a longer text behind it. There are no ids;
// they are made from the titles.
func (rd *reading) page(in *input) error {
	p := pageReader{inHeader: hasSiteHeader(in.peek(headSize)), give: func(f frame, paper corpus.Paper, err error) bool { return rd.give(f, false, paper, err) }}
	for b := range pageBlocks(in) {
		if !p.block(b) {
			return nil
		}
	}
	if err := in.failure(); err != nil {
		return err
	}
	p.end()
	return nil
}

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
			text := strings.TrimSpace(strings.ToValidUTF8(string(f.data), "\ufffd"))
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

// A pageReader puts blocks together to papers.
type pageReader struct {
	give     func(f frame, p corpus.Paper, err error) bool
	number   int
	inHeader bool  // before the line with which the list begins
	place    frame // of the title of the paper at hand
	paper    corpus.Paper
	abstract []string // its paragraphs
	size     int      // bytes of them
	pending  *block   // could be the next title; the block behind it decides
	left     bool
}

// block takes the next block, and returns false when the loop was left.
func (p *pageReader) block(b block) bool {
	switch {
	case p.inHeader:
		p.inHeader = !isSiteHeader(b)
	case b.err != nil:
		p.takePending(false)
		p.finish(nil)
		p.number++
		b.number = p.number
		p.left = p.left || !p.give(b.frame, corpus.Paper{}, b.err)
	case isTrailer(b):
		p.takePending(false)
		err := p.trailer(b)
		p.finish(err)
	default:
		p.text(b)
	}
	return !p.left
}

// text takes a block that is a title or a paragraph of an abstract.
func (p *pageReader) text(b block) {
	switch {
	case p.paper.Title == "" && p.pending == nil:
		if isSiteWord(b) && p.number == 0 {
			return
		}
		p.place = b.frame
		p.paper.Title = b.text()
	case len(p.abstract) == 0:
		p.add(b)
	case p.pending == nil && looksLikeTitle(b):
		p.pending = &b
	case p.pending != nil && !looksLikeTitle(b):
		p.takePending(true)
		p.add(b)
	default:
		p.takePending(false)
		if looksLikeTitle(b) {
			p.pending = &b
			return
		}
		p.add(b)
	}
}

// takePending decides what the pending block is: the title of the next paper,
// or a paragraph of this one.
func (p *pageReader) takePending(isTitle bool) {
	b := p.pending
	if p.pending = nil; b == nil {
		return
	}
	if !isTitle {
		p.add(*b)
		return
	}
	p.finish(nil)
	p.place, p.paper.Title = b.frame, b.text()
}

// add puts a paragraph behind the abstract, which is refused beyond
// corpus.MaxAbstract however long it gets.
func (p *pageReader) add(b block) {
	if p.size <= corpus.MaxAbstract {
		text := b.text()
		p.abstract = append(p.abstract, text)
		p.size += len(text) + 1
	}
}

// finish gives the paper at hand.
func (p *pageReader) finish(err error) {
	paper := p.paper
	paper.Abstract = strings.Join(p.abstract, " ")
	p.paper, p.abstract, p.size = corpus.Paper{}, nil, 0
	if paper.Title == "" || p.left {
		return
	}
	p.number++
	p.place.number = p.number
	p.left = !p.give(p.place, paper, err)
}

// end gives the last paper of a page that ends without a trailer. A title
// without an abstract, and a short line behind one, are taken for words of the site
// below the list.
func (p *pageReader) end() {
	if p.pending = nil; len(p.abstract) == 0 {
		return
	}
	if last := p.abstract[len(p.abstract)-1]; utf8.RuneCountInString(last) > maxTitleLength || strings.HasSuffix(last, ".") {
		p.finish(nil)
	}
}

func (b block) text() string { return collapse(strings.Join(b.lines, " ")) }

// maxTitleLength is longer than titles are and shorter than abstracts, in
// characters.
const maxTitleLength = 250

func looksLikeTitle(b block) bool {
	return len(b.lines) == 1 && utf8.RuneCountInString(b.lines[0]) <= maxTitleLength && !strings.HasSuffix(b.lines[0], ".")
}

var (
	authorsLine = regexp.MustCompile(`^(.*?)\s*•\s*(\d{1,9})\s+authors?$`)
	dateLine    = regexp.MustCompile(`^(\pL{3,9}\.? \d{1,2}, \d{4})(?:\s+(\S+))?$`)
	votesShort  = regexp.MustCompile(`^(\d{1,6}(?:\.\d{1,3})?)k$`)
	monthAndDay = regexp.MustCompile(`^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}$`)
)

// maxTrailerLine is longer than a line with an organization, in bytes; the
// expressions are not tried on whole abstracts.
const maxTrailerLine = 500

// isTrailer reports whether a block is the one behind an abstract.
func isTrailer(b block) bool {
	for _, s := range b.lines {
		if s == "·" || len(s) <= maxTrailerLine && authorsLine.MatchString(s) {
			return true
		}
	}
	last := b.lines[len(b.lines)-1]
	return len(last) <= maxTrailerLine && dateLine.MatchString(last)
}

// trailer reads who, when and how many votes.
func (p *pageReader) trailer(b block) error {
	dated := false // behind the dot
	for _, s := range b.lines {
		if s == "·" {
			dated = true
		} else if m := dateLine.FindStringSubmatch(s); m != nil {
			d, err := date(cell{s: strings.Replace(m[1], ".", "", 1)})
			if err != nil {
				return inField("date", err)
			}
			p.paper.Published = d
			if p.paper.Votes, err = pageVotes(m[2]); err != nil {
				return inField("votes", err)
			}
		} else if dated {
			return inField("date", fmt.Errorf("%w: got %s; need a date and votes, as Dec 21, 2023 6", ErrField, short(s)))
		} else if m := authorsLine.FindStringSubmatch(s); m != nil {
			p.paper.AuthorCount, _ = strconv.Atoi(m[2])
			p.organization(m[1])
		} else {
			p.organization(s)
		}
	}
	return nil
}

// organization takes the full name behind the short one, or the only one.
func (p *pageReader) organization(s string) {
	s = collapse(s)
	if _, full, ok := strings.Cut(s, " "); ok {
		s = full
	}
	if p.paper.Organization == "" {
		p.paper.Organization = s
	}
}

// pageVotes reads the number behind a date, 0 where there is none. 1.2k stands
// for 1200.
func pageVotes(s string) (*int, error) {
	if s == "" {
		return new(int), nil
	}
	if m := votesShort.FindStringSubmatch(s); m != nil {
		thousands, _ := strconv.ParseFloat(m[1], 64)
		n := int(thousands*1000 + 0.5)
		return &n, nil
	}
	n, err := count(cell{s: s})
	if err == nil && n == nil {
		err = fmt.Errorf("%w: got %s; need a whole number", ErrField, short(s))
	}
	return n, err
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
