package corpus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Paper is what is known about one paper. Absent is absent: an empty field
// was not given, and nothing stands in for it.
//
// Votes and Citations are pointers, because 0 votes is a fact and differs from
// votes that nobody counted (nil); `new(6)` makes one. For AuthorCount 0 is
// unknown: no paper has no author.
type Paper struct {
	// ID names the paper: see NormalizeID. Of several it is the best known one.
	ID string `json:"id"`

	// Aliases are the other ids under which the paper is known and found,
	// without ID itself, the better known first.
	Aliases []string `json:"aliases,omitempty"`

	Title    string   `json:"title,omitempty"`
	Abstract string   `json:"abstract,omitempty"`
	Authors  []string `json:"authors,omitempty"`

	// AuthorCount is the number of authors, also where their names are not
	// known; never less than len(Authors) after Clean.
	AuthorCount  int    `json:"author_count,omitempty"`
	Organization string `json:"organization,omitempty"`

	// Categories, the primary one first, as in cs.CL.
	Categories []string `json:"categories,omitempty"`
	Venue      string   `json:"venue,omitempty"`

	// Published is when the paper appeared, Listed the day it was put on a
	// list as the Daily Papers.
	Published Date `json:"published,omitzero"`
	Listed    Date `json:"listed,omitzero"`

	// Votes in a paper to import are those that its source counted; in a paper
	// read from a store they are the sum of those and the ones given here.
	Votes     *int `json:"votes,omitempty"`
	Citations *int `json:"citations,omitempty"`

	URL        string `json:"url,omitempty"`
	DOI        string `json:"doi,omitempty"`
	Repository string `json:"repository,omitempty"`

	// Source of a paper to import is who says so, one of the Source constants or
	// a name of that shape: letters, digits and "-". What is read from a store
	// has none, for it may be made of several.
	Source string `json:"-"`
}

// Bounds of a paper: wide enough for every real one, narrow enough that one
// broken record cannot fill a memory. Bytes where a text is meant.
const (
	MaxID       = 300
	MaxTitle    = 10_000
	MaxAbstract = 100_000 // the longest abstracts of arXiv have 6,000
	MaxShort    = 2_000   // organization, venue, url, doi, repository, one author, one category
	MaxAuthors  = 20_000  // collaborations in physics have 5,000
	MaxCategory = 200     // categories of one paper
	MaxSource   = 32
	MaxCount    = 1_000_000_000
)

// Clean brings a paper into the one form in which papers are stored: its ids
// normalised, the DOI among them, the best as its ID; no white space around a
// text, no runs of it in a title, no empty or repeated category, no empty author,
// at least as many authors as names.
func (p *Paper) Clean() {
	p.cleanIDs()
	p.Title = oneLine(p.Title)
	for _, s := range []*string{&p.Abstract, &p.Organization, &p.Venue, &p.URL, &p.DOI, &p.Repository} {
		*s = strings.TrimSpace(*s)
	}
	p.Authors = trimmed(p.Authors)
	p.Categories = trimmed(p.Categories)
	p.Categories = distinct(p.Categories)
	p.AuthorCount = max(p.AuthorCount, len(p.Authors))
}

// trimmed returns the texts without space around them, those left empty
// dropped; the slice given is not changed.
func trimmed(texts []string) []string {
	if len(texts) > 0 && !slices.ContainsFunc(texts, func(s string) bool { return s == "" || s != strings.TrimSpace(s) }) {
		return texts
	}
	var out []string
	for _, s := range texts {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// distinct drops what came before; the slice given is not changed. More than a
// paper may have are left as they are: Validate refuses them.
func distinct(texts []string) []string {
	if len(texts) > MaxCategory {
		return texts
	}
	for i, s := range texts {
		if slices.Contains(texts[:i], s) {
			out := slices.Clone(texts[:i])
			for _, s := range texts[i:] {
				if !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
			return out
		}
	}
	return texts
}

// oneLine makes one space of each run of white space, none at the ends.
func oneLine(s string) string {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == ' ' && last == ' ' || c >= utf8.RuneSelf {
			return strings.Join(strings.Fields(s), " ") // it may have work to do
		}
		last = c
	}
	return strings.TrimSuffix(s, " ")
}

// Validate returns the first fault for which a paper cannot be stored, as one
// sentence that wraps ErrInvalid. It needs an id, and a title or an abstract;
// not both.
func (p *Paper) Validate() error {
	if p.ID == "" {
		return fmt.Errorf("%w: it has no id; give it one, as \"id\":\"2310.16228\"", ErrInvalid)
	}
	if err := checkID(p.ID); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if len(p.Aliases) > MaxAliases {
		return fmt.Errorf("%w: %s has %d aliases; need at most %d", ErrInvalid, p.ID, len(p.Aliases), MaxAliases)
	}
	for _, id := range p.Aliases {
		if err := checkID(id); err != nil {
			return fmt.Errorf("%w: an alias of %s: %w", ErrInvalid, p.ID, err)
		}
	}
	if !isSource(p.Source) {
		return fmt.Errorf("%w: %s has the source %q; need at most %d small letters, digits and '-'", ErrInvalid, p.ID, p.Source, MaxSource)
	}
	if p.Title == "" && p.Abstract == "" {
		return fmt.Errorf("%w: %s has neither title nor abstract; need one of them", ErrInvalid, p.ID)
	}
	if err := p.checkFields(); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInvalid, p.ID, err)
	}
	return nil
}

func (p *Paper) checkFields() error {
	for _, f := range []struct {
		name, text string
		most       int
	}{
		{"title", p.Title, MaxTitle},
		{"abstract", p.Abstract, MaxAbstract},
		{"organization", p.Organization, MaxShort},
		{"venue", p.Venue, MaxShort},
		{"url", p.URL, MaxShort},
		{"doi", p.DOI, MaxShort},
		{"repository", p.Repository, MaxShort},
	} {
		if err := checkText(f.name, f.text, f.most); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		texts []string
		most  int
	}{
		{"authors", p.Authors, MaxAuthors},
		{"categories", p.Categories, MaxCategory},
	} {
		if len(f.texts) > f.most {
			return fmt.Errorf("%d %s; need at most %d", len(f.texts), f.name, f.most)
		}
		for _, s := range f.texts {
			if err := checkText(f.name, s, MaxShort); err != nil {
				return err
			}
		}
	}
	count := p.AuthorCount
	for _, f := range []struct {
		name string
		n    *int
	}{{"author_count", &count}, {"votes", p.Votes}, {"citations", p.Citations}} {
		if f.n != nil && (*f.n < 0 || *f.n > MaxCount) {
			return fmt.Errorf("%s is %d; need 0 to %d", f.name, *f.n, MaxCount)
		}
	}
	return nil
}

func checkID(id string) error {
	if id == "" {
		return errors.New("it is empty")
	}
	if strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return fmt.Errorf("the id %q has white space or control characters; need an id without", id)
	}
	return checkText("id", id, MaxID)
}

func checkText(name, s string, most int) error {
	if len(s) > most {
		return fmt.Errorf("its %s has %d bytes; need at most %d", name, len(s), most)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("its %s is not UTF-8; convert the file to UTF-8", name)
	}
	return nil
}
