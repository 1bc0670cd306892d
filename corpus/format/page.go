package format

import (
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
	paper.Source, paper.Abstract = corpus.SourceDaily, strings.Join(p.abstract, " ")
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
