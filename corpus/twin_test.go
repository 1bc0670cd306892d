package corpus

import (
	"slices"
)

// A twin is the slow twin of a store: a list of papers, each a list of records,
// and the rules of identity over all of them, without anything looked up ahead,
// remembered or stored.
type twin struct {
	papers []*twinPaper
	clock  int64
}

type twinPaper struct {
	records []*record
	local   int
	fresh   bool // of this batch
}

func (e *twinPaper) paper() Paper { return derive(e.records) }

func (e *twinPaper) has(hash int64) bool {
	return slices.ContainsFunc(e.records, func(q *record) bool { return q.hash == hash })
}

func (e *twinPaper) votes() int { return shownVotes(e.paper().Votes, e.local) }

// vote is a vote on what is shown.
func (e *twinPaper) vote(delta int) {
	if sum := e.votes() + delta; sum >= 0 {
		e.local = sum
		if v := e.paper().Votes; v != nil {
			e.local -= *v
		}
	}
}

func (e *twinPaper) shown() Paper {
	s := stored{paper: e.paper(), local: e.local}
	return s.shown()
}

func (m *twin) find(id string) *twinPaper {
	for _, e := range m.papers {
		if p := e.paper(); slices.Contains(p.ids(), id) {
			return e
		}
	}
	return nil
}

func (m *twin) remove(id string) bool {
	e := m.find(id)
	m.drop(e)
	return e != nil
}

func (m *twin) drop(e *twinPaper) {
	m.papers = slices.DeleteFunc(m.papers, func(o *twinPaper) bool { return o == e })
}

// add is what a batch does.
func (m *twin) add(records []Paper, titles bool) []Outcome {
	var out []Outcome
	for _, p := range records {
		out = append(out, m.addOne(p, titles))
	}
	for _, e := range m.papers {
		e.fresh = false
	}
	return out
}

func (m *twin) addOne(p Paper, titles bool) Outcome {
	r := &record{source: p.Source, key: keyOf(&p), hash: recordHash(&p), paper: p}
	m.clock++
	if p.Votes != nil {
		r.voted = m.clock
	}
	r.paper.Source = ""

	// What a paper has just so stays where it is.
	namesakes := 0
	for _, e := range m.papers {
		if q := e.paper(); TitleID(p.Title) != "" && TitleID(q.Title) == TitleID(p.Title) {
			namesakes++
		}
	}
	if e := m.find(p.ID); e != nil && e.has(r.hash) && (!titles || namesakes <= 1) {
		return Outcome{}
	}

	// By ids, the best first; what is another paper's is not its.
	var group []*twinPaper
	var names []string
	for _, id := range p.ids() {
		e := m.find(id)
		if e == nil {
			names = append(names, id)
			continue
		}
		var shared []string
		q := e.paper()
		for _, id := range p.ids() {
			if slices.Contains(q.ids(), id) {
				shared = append(shared, id)
			}
		}
		if slices.Contains(group, e) {
			names = append(names, id)
		} else if shared[0] == id && linked(&p, &q, e.records, shared) && m.fits(&p, group, e) {
			group, names = append(group, e), append(names, id)
		}
	}
	if len(names) == 0 {
		p.ID, p.Aliases = TitleID(p.Title), nil
	}

	// By title.
	byTitle := nameless(names)
	var same []*twinPaper
	for _, e := range m.papers {
		q := e.paper()
		if !slices.Contains(group, e) && sameTitle(&p, &q) && (titles || byTitle && len(group) == 0 || !byTitle && IsTitleID(q.ID)) {
			same = append(same, e)
		}
	}
	slices.SortFunc(same, func(a, b *twinPaper) int {
		x, y := a.paper(), b.paper()
		return compareByTitle(&p, &x, &y)
	})
	for _, e := range same {
		if m.fits(&p, group, e) {
			if group = append(group, e); !titles {
				break
			}
		}
	}
	if len(names) == 0 {
		switch dated := datedTitleID(p.ID, &p); {
		case m.find(p.ID) == nil:
			names = []string{p.ID}
		case len(group) > 0:
		case m.find(dated) == nil:
			names = []string{dated}
		default:
			group = []*twinPaper{m.find(dated)}
		}
	}

	r.paper.setIDs(slices.Clone(names))
	if len(group) == 0 {
		m.papers = append(m.papers, &twinPaper{records: []*record{r}, fresh: true})
		return Outcome{Action: Added}
	}
	slices.SortStableFunc(group, func(a, b *twinPaper) int {
		if a.fresh != b.fresh {
			if b.fresh {
				return -1
			}
			return 1
		}
		return compareIDs(a.paper().ID, b.paper().ID)
	})
	e := group[0]
	before := e.paper()
	news := slices.ContainsFunc(names, func(id string) bool { return !slices.Contains(before.ids(), id) })
	if len(group) == 1 && e.has(r.hash) && !news {
		return Outcome{}
	}
	merged := len(group) > 1 || !slices.ContainsFunc(e.records, func(q *record) bool { return q.isReplacedBy(r.source, r.key, names) })
	for _, o := range group[1:] {
		for _, q := range o.records {
			if i := slices.IndexFunc(e.records, func(k *record) bool { return k.source == q.source && k.key == q.key }); i >= 0 {
				e.records[i].over(q)
			} else {
				e.records = append(e.records, q)
			}
		}
		e.local += o.local
		m.drop(o)
	}
	e.records = lay(e.records, r, names)
	out := Outcome{Merged: merged}
	if p := e.paper(); len(group) > 1 || !samePaper(&p, &before) {
		out.Action = Updated
	}
	return out
}

// fits reports whether no two ids of arXiv come together.
func (m *twin) fits(p *Paper, group []*twinPaper, e *twinPaper) bool {
	q := e.paper()
	ids := []string{arxivOf(p), arxivOf(&q)}
	for _, o := range group {
		q := o.paper()
		ids = append(ids, arxivOf(&q))
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	slices.Sort(ids)
	return len(slices.Compact(ids)) <= 1
}
