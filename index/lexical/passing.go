package lexical

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/text"
)

// A condition is what an operator asks of a paper.
type condition struct {
	words  []wanted
	fields []Field // in any of which they are
	names  bool    // they are of one author, in any order; else they are a phrase
	not    bool    // the paper must not meet it

	category string // instead of words
	prefix   bool   // any category that begins with it
}

// A wanted word is at an offset from the beginning of its phrase.
type wanted struct {
	text   string
	offset int
}

// Passing is the set of slots that pass the query's operators, with room for n
// slots: nil, which lets everything pass, when there are none. The error wraps
// ErrDamaged.
func (s *Search) Passing(n int) (bitmap.Bitmap, error) {
	if err := s.restrict(); err != nil || !s.query.Restricts() {
		return nil, err
	}
	set := bitmap.New(n)
	for i := range s.state.parts {
		p := &s.state.parts[i]
		for paper := range s.restricted[i].All() {
			if slot := p.slot(int(paper)); int(slot) < n {
				set.Set(slot)
			}
		}
	}
	return set, nil
}

// conditions are the operators of a query. What has no words asks nothing.
func (q *Query) conditions(a *text.Analyzer) []condition {
	var all []condition
	body := []Field{Title, Abstract}
	for _, s := range q.Phrases {
		all = append(all, condition{words: phrase(a, s), fields: body})
	}
	for _, s := range q.Titles {
		all = append(all, condition{words: phrase(a, s), fields: body[:1]})
	}
	for _, s := range q.Without {
		all = append(all, condition{words: phrase(a, s), fields: body, not: true})
	}
	for _, s := range q.Authors {
		all = append(all, condition{words: names(a, s), fields: []Field{Authors}, names: true})
	}
	all = slices.DeleteFunc(all, func(c condition) bool { return len(c.words) == 0 })
	for _, s := range q.Categories {
		category, prefix := strings.CutSuffix(s, "*")
		all = append(all, condition{category: categoryTerm(category), prefix: prefix})
	}
	return all
}

// phrase is the words of a phrase. Compounds are there by their parts.
func phrase(a *text.Analyzer, s string) []wanted {
	var words []wanted
	for _, t := range a.Append(nil, s) {
		if !t.Joined {
			words = append(words, wanted{t.Text, t.Position})
		}
	}
	return words
}

// names is the words of an author's name.
func names(a *text.Analyzer, s string) []wanted {
	var words []wanted
	for _, t := range a.Append(nil, s) {
		switch {
		case t.Joined:
		case t.Word != t.Text:
			words = append(words, wanted{text: exactName + t.Word})
		default:
			words = append(words, wanted{text: t.Text})
		}
	}
	return words
}

// restrict finds the papers of each part that pass the operators, if there are
// any.
func (s *Search) restrict() error {
	if s.fault != nil || s.restricted != nil || !s.query.Restricts() {
		return s.fault
	}
	a := s.index.analyzers.Get().(*text.Analyzer)
	conditions := s.query.conditions(a)
	s.index.analyzers.Put(a)
	restricted := make([]bitmap.Bitmap, len(s.state.parts))
	for i := range s.state.parts {
		p := &s.state.parts[i]
		papers := bitmap.Full(p.papers)
		papers.AndNot(p.dead)
		for c := range conditions {
			meets, err := p.meet(&conditions[c])
			switch {
			case err != nil:
				return err
			case conditions[c].not:
				papers.AndNot(meets)
			default:
				papers.And(meets)
			}
		}
		restricted[i] = papers
	}
	s.restricted = restricted
	return nil
}

// meet is the set of a part's papers that meet a condition, whatever its not.
func (p *part) meet(c *condition) (bitmap.Bitmap, error) {
	if c.category != "" {
		return p.ofCategory(c)
	}
	set := bitmap.New(p.papers)
	m := matcher{condition: c, feeds: make([]feed, len(c.words)), places: make([]places, len(c.words))}
	rarest := 0
	for i, w := range c.words {
		l, err := p.list(w.text)
		if err != nil || l.df == 0 {
			return set, err
		}
		if err := m.feeds[i].open(l, 0, nil); err != nil {
			return nil, err
		}
		m.places[i] = places{feed: &m.feeds[i], held: -1}
		if l.df < m.feeds[rarest].df {
			rarest = i
		}
	}
	driver := &m.feeds[rarest]
	for b := range driver.blocks() {
		driver.first = b
		if err := driver.hold(b); err != nil {
			return nil, err
		}
		driver.block.expand()
		for i, paper := range driver.block.papers[:driver.block.n] {
			if len(c.words) == 1 {
				if c.in(p.kinds[driver.block.kind(i)]) {
					set.Set(paper)
				}
				continue
			}
			if ok, err := m.meets(paper); err != nil {
				return nil, err
			} else if ok {
				set.Set(paper)
			}
		}
	}
	return set, nil
}

// ofCategory is the set of papers of a category, or of all that begin with it.
func (p *part) ofCategory(c *condition) (bitmap.Bitmap, error) {
	set := bitmap.New(p.papers)
	var held block
	add := func(l list) error {
		l.segment = p.segment
		return l.each(&held, set.Set)
	}
	if !c.prefix {
		l, err := p.list(c.category)
		if err == nil {
			err = add(l)
		}
		return set, err
	}
	var failed error
	err := p.dictionary.after(c.category, func(l list) { failed = cmp.Or(failed, add(l)) })
	return set, cmp.Or(failed, err)
}
