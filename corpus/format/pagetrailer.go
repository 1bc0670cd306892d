package format

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	authorsLine = regexp.MustCompile(`^(.*?)\s*•\s*(\d{1,9})\s+authors?$`)
	dateLine    = regexp.MustCompile(`^(\pL{3,9}\.? \d{1,2}, \d{4})(?:\s+(\S+))?$`)
	votesShort  = regexp.MustCompile(`^(\d{1,6}(?:\.\d{1,3})?)k$`)
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
