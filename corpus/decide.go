package corpus

import (
	"database/sql"
	"encoding/json"
	"errors"
)

// A verdict is what storing one paper means.
type verdict struct {
	stored  // the row as it will be; n is 0 when it is new
	action  Action
	newText bool
	merged  bool    // the paper is not the one given, but completed by what is known
	old     *stored // the paper known only by its title that gives way; nil without
}

// A decider finds out what storing a paper means, in one transaction.
type decider struct {
	byID, byTitle *sql.Stmt

	// known holds the papers of the transaction's batch as they are by now:
	// nil for one that the store does not have. Those read at first have their
	// hashes, number and votes only, which is enough for an unchanged paper.
	known map[string]*stored

	// titled says whether the store has any paper known only by its title.
	titled bool
}

// newDecider looks the ids of a batch up, in one query: most are not there, or
// unchanged, and a query for each would take most of a commit's time.
func newDecider(tx *sql.Tx, ids []string) (*decider, error) {
	d := &decider{known: make(map[string]*stored, len(ids))}
	for _, id := range ids {
		d.known[id] = nil
	}
	if err := d.look(tx, ids); err != nil {
		return nil, err
	}
	err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM papers WHERE id >= ? AND id < ?)", titlePrefix, titlePrefix[:len(titlePrefix)-1]+";").Scan(&d.titled)
	if err != nil {
		return nil, err
	}
	if d.byID, err = tx.Prepare("SELECT " + paperColumns + " FROM papers WHERE id = ?"); err != nil {
		return nil, err
	}
	if d.byTitle, err = tx.Prepare("SELECT " + paperColumns + " FROM papers WHERE title_key = ?"); err != nil {
		d.byID.Close()
		return nil, err
	}
	return d, nil
}

func (d *decider) look(tx *sql.Tx, ids []string) error {
	wanted, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	rows, err := tx.Query(`SELECT papers.id, n, record_hash, text_hash, votes, local_votes
		FROM json_each(?) AS wanted CROSS JOIN papers ON papers.id = wanted.value`, string(wanted))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			s            stored
			record, text sql.RawBytes
		)
		if err := rows.Scan(&s.paper.ID, &s.n, &record, &text, &s.paper.Votes, &s.local); err != nil {
			return err
		}
		if err := s.setHashes(record, text); err != nil {
			return err
		}
		s.partial = true
		d.known[s.paper.ID] = &s
	}
	return rows.Err()
}

func (d *decider) close() {
	d.byID.Close()
	d.byTitle.Close()
}

// remember makes a verdict known to the papers of the batch that follow.
func (d *decider) remember(v *verdict) {
	d.known[v.paper.ID] = &v.stored
	if v.old != nil {
		d.known[v.old.paper.ID] = nil
	}
	d.titled = d.titled || IsTitleID(v.paper.ID)
}

func (d *decider) decide(p Paper) (*verdict, error) {
	if s := d.known[p.ID]; s != nil && s.recordHash == p.RecordHash() {
		v := &verdict{stored: *s}
		v.paper, v.partial = p, false // equal hashes: it is the stored one
		return v, nil
	}
	known, err := d.find(p.ID)
	if err != nil {
		return nil, err
	}
	v := &verdict{action: Added, newText: true}
	switch {
	case known != nil:
		p = merge(known.paper, p)
	case IsTitleID(p.ID):
		if known, err = d.findTitle(p.ID); err != nil {
			return nil, err
		}
		if known != nil {
			p = complete(known.paper, p)
		}
	case d.titled && IsArxivID(p.ID):
		if id := TitleID(p.Title); id != "" {
			if v.old, err = d.find(id); err != nil {
				return nil, err
			}
		}
		if v.old != nil {
			p = merge(v.old.paper, p)
			v.local = v.old.local
		}
	}
	v.merged = known != nil || v.old != nil
	v.paper, v.recordHash, v.textHash = p, p.RecordHash(), p.TextHash()
	if known != nil {
		v.n, v.local = known.n, known.local
		v.action, v.newText = Updated, v.textHash != known.textHash
		if v.recordHash == known.recordHash {
			v.action = Unchanged
		}
	}
	return v, nil
}

// find returns the paper with an id, whole, or nil.
func (d *decider) find(id string) (*stored, error) {
	if s, ok := d.known[id]; ok && (s == nil || !s.partial) {
		return s, nil
	}
	s, err := scanPaper(d.byID.QueryRow(id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return s, err
}

// findTitle returns the paper of arXiv whose title makes the id, or nil; of
// several the one with the least id, so that the answer is always the same.
func (d *decider) findTitle(id string) (*stored, error) {
	rows, err := d.byTitle.Query(titleKey(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found *stored
	for rows.Next() {
		s, err := scanPaper(rows)
		if err != nil {
			return nil, err
		}
		// The key has 64 bits; equal keys of other titles are told apart here.
		if IsArxivID(s.paper.ID) && TitleID(s.paper.Title) == id && (found == nil || s.paper.ID < found.paper.ID) {
			found = s
		}
	}
	return found, rows.Err()
}
