package corpus

import (
	"database/sql"
	"slices"
)

// A verdict is what storing one record means.
type verdict struct {
	e      *entity
	action Action
	merged bool // it became part of a paper that another record had brought
}

// A decider finds out what storing the records of a batch means, one after the
// other, in one transaction. Nothing is written.
type decider struct {
	*known
	next func() int64 // takes the next number of the sequence

	// titled says whether any paper may be known only by its title.
	titled bool

	// What the batch has changed: papers in the order of their first change,
	// and those of the store that became part of others.
	touched []*entity
	buried  []*entity
}

// A candidate is a record on its way into the store, cleaned and valid.
type candidate struct {
	paper  *Paper
	hash   int64
	titles bool // it is also a paper of the same title, whatever the ids: see PlanOptions
}

// newDecider looks up what a batch may have to do with.
func newDecider(tx *sql.Tx, next func() int64, batch []candidate) (*decider, error) {
	d := &decider{known: newKnown(tx), next: next}
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM ids WHERE id >= ? AND id < ?)", titlePrefix, titlePrefix[:len(titlePrefix)-1]+";").Scan(&d.titled); err != nil {
		return nil, err
	}
	ids := make([]string, len(batch))
	for i, c := range batch {
		ids[i] = c.paper.ID
	}
	if err := d.look(ids); err != nil {
		return nil, err
	}
	var (
		others []string
		titles []int64
	)
	for _, c := range batch {
		if !d.isSame(c) {
			others = append(others, c.paper.Aliases...)
			if d.titled || nameless(c.paper.ids()) {
				titles = append(titles, keyOfTitle(c.paper))
			}
		} else if c.titles {
			titles = append(titles, keyOfTitle(c.paper))
		}
	}
	if err := d.look(others); err != nil {
		return nil, err
	}
	if err := d.lookTitles(titles); err != nil {
		return nil, err
	}
	var needed []*entity
	for _, c := range batch {
		if d.isSettled(c) {
			continue
		}
		for _, id := range c.paper.ids() {
			needed = append(needed, d.ids[id])
		}
		if t := d.titles[keyOfTitle(c.paper)]; t != nil {
			needed = append(needed, t.entities...)
		}
	}
	return d, d.load(needed)
}

func keyOfTitle(p *Paper) int64 { return titleKey(TitleID(p.Title)) }

// isSame reports whether the paper that has a record's id has the record just
// so: most records of most imports, told without reading a paper.
func (d *decider) isSame(c candidate) bool {
	e := d.ids[c.paper.ID]
	return e != nil && e.has(c.hash)
}

// isSettled reports whether a record changes nothing: it is the same, and where
// titles count, no other paper has its title.
func (d *decider) isSettled(c candidate) bool {
	return d.isSame(c) && (!c.titles || d.keyed(keyOfTitle(c.paper)).count() <= 1)
}

// nameless reports ids that are only made from titles.
func nameless(ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { return !IsTitleID(id) })
}

// decide takes the record at a place of the batch.
func (d *decider) decide(c candidate, at int) (verdict, error) {
	if d.isSettled(c) {
		return verdict{e: d.ids[c.paper.ID]}, nil
	}
	group, names, err := d.join(c)
	if err != nil {
		return verdict{}, err
	}
	r := &record{source: c.paper.Source, key: keyOf(c.paper), hash: c.hash, paper: *c.paper}
	r.paper.Source = ""
	r.paper.setIDs(slices.Clone(names))
	if len(group) == 0 {
		e := &entity{loaded: true, records: []*record{r}}
		d.update(e, r, at, true)
		return verdict{e: e, action: Added}, nil
	}
	e := group[0]
	if len(group) == 1 && e.has(c.hash) && !slices.ContainsFunc(names, func(id string) bool { return d.ids[id] != e }) {
		return verdict{e: e}, nil
	}
	v := verdict{e: e, merged: len(group) > 1 || !slices.ContainsFunc(e.records, func(q *record) bool { return q.isReplacedBy(r.source, r.key, names) })}
	for _, o := range group[1:] {
		d.absorb(e, o)
	}
	e.records = lay(e.records, r, names)
	if d.update(e, r, at, len(group) > 1) {
		v.action = Updated
	}
	return v, nil
}

// absorb makes o part of e: its records, with their ids, and its local votes.
func (d *decider) absorb(e, o *entity) {
	for _, r := range o.records {
		i := slices.IndexFunc(e.records, func(q *record) bool { return q.source == r.source && q.key == r.key })
		if i < 0 {
			e.records = append(e.records, r)
			continue
		}
		e.records[i].over(r)
	}
	e.local += o.local
	o.into = e
	if o.n != 0 {
		o.seq = d.next()
		d.buried = append(d.buried, o)
	}
}

// update makes the paper of its records anew after r was added, and reports
// whether that changed it. Where it also grew, it did.
func (d *decider) update(e *entity, r *record, at int, grew bool) (changed bool) {
	if !e.recorded {
		d.touched = append(d.touched, e)
	}
	seq := d.next()
	if r.paper.Votes != nil && r.voted == 0 {
		r.voted = seq
	}
	before := e.paper
	e.paper, e.recorded = derive(e.records), true
	for _, id := range before.ids() {
		if d.ids[id] == e {
			d.ids[id] = nil // unless it still has it
		}
	}
	d.name(e)
	if IsTitleID(e.paper.ID) {
		d.titled = true
	}
	if text := e.paper.TextHash(); text != e.text {
		e.text, e.textAt = text, at
	}
	if changed = grew || !samePaper(&before, &e.paper); changed {
		e.changed, e.seq = true, seq
	}
	return changed
}
