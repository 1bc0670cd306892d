package corpus

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
)

// An Action is what storing a paper does.
type Action uint8

// The actions.
const (
	Unchanged Action = iota // the store has it just so
	Added
	Updated
)

func (a Action) String() string {
	return [...]string{"unchanged", "added", "updated"}[a]
}

// A Change is one paper of a plan, on its way into the store.
type Change struct {
	// Paper is what will be stored: the one given to Plan, completed from what
	// the store knows. Its votes are the imported ones.
	Paper  Paper
	Action Action

	// NeedsVector says that Vector must be filled in before Commit: the text
	// is new. What is embedded is the text of Paper, above.
	NeedsVector bool

	// Vector is the unit vector of the text; empty but not nil when the model
	// knows no token of it.
	Vector []float32
}

// Plan says what storing the papers would do, in their order, so that only the
// texts that are new need be embedded. Nothing is written. The papers must be
// clean and valid; the first that is not is ErrInvalid.
//
// A record is laid over what is known of the paper: what it leaves out keeps
// its value. One whose id was made from its title (see TitleID) is the known
// paper of arXiv with that title, if there is one; and when a paper of arXiv
// arrives, it takes the place of the one that only had a title.
func (s *Store) Plan(ctx context.Context, papers []Paper) ([]Change, error) {
	changes := make([]Change, len(papers))
	err := s.reading(ctx, "plan changes of", func(tx *sql.Tx) error {
		d, err := newDecider(tx)
		if err != nil {
			return err
		}
		defer d.close()
		model, err := modelOf(tx, current)
		if err != nil {
			return err
		}
		d.earlier = map[string]*stored{}
		for i := range papers {
			if err := papers[i].Validate(); err != nil {
				return err
			}
			v, err := d.decide(papers[i])
			if err != nil {
				return err
			}
			d.earlier[v.paper.ID] = &v.stored
			changes[i] = Change{Paper: v.paper, Action: v.action, NeedsVector: v.newText && model.Identity != ""}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// A verdict is what storing one paper means.
type verdict struct {
	stored  // the row as it will be; n is 0 when it is new
	action  Action
	newText bool
	old     *stored // the paper known only by its title that gives way; nil without
}

// A decider finds out what storing a paper means, in one transaction.
type decider struct {
	byID, byTitle *sql.Stmt

	// earlier holds the papers of the same plan that come before, as they
	// will be; nil when they are in the transaction already.
	earlier map[string]*stored
}

func newDecider(tx *sql.Tx) (*decider, error) {
	byID, err := tx.Prepare("SELECT " + paperColumns + " FROM papers WHERE id = ?")
	if err != nil {
		return nil, err
	}
	byTitle, err := tx.Prepare("SELECT " + paperColumns + " FROM papers WHERE title_key = ?")
	if err != nil {
		byID.Close()
		return nil, err
	}
	return &decider{byID: byID, byTitle: byTitle}, nil
}

func (d *decider) close() {
	d.byID.Close()
	d.byTitle.Close()
}

func (d *decider) decide(p Paper) (*verdict, error) {
	known, err := d.find(p.ID)
	if err != nil {
		return nil, err
	}
	var old *stored
	switch {
	case known != nil:
		if known.recordHash == p.RecordHash() {
			return &verdict{stored: *known, action: Unchanged}, nil
		}
		p = merge(known.paper, p)
	case IsTitleID(p.ID):
		if known, err = d.findTitle(p.ID); err != nil {
			return nil, err
		}
		if known != nil {
			p = complete(known.paper, p)
		}
	case IsArxivID(p.ID):
		if id := TitleID(p.Title); id != "" {
			if old, err = d.find(id); err != nil {
				return nil, err
			}
		}
		if old != nil {
			p = merge(old.paper, p)
		}
	}
	v := &verdict{stored: stored{recordHash: p.RecordHash(), textHash: p.TextHash(), paper: p}, action: Added, newText: true, old: old}
	switch {
	case known != nil:
		v.n, v.local = known.n, known.local
		v.action, v.newText = Updated, v.textHash != known.textHash
		if v.recordHash == known.recordHash {
			v.action = Unchanged
		}
	case old != nil:
		v.local = old.local
	}
	return v, nil
}

// find returns the paper with an id, or nil.
func (d *decider) find(id string) (*stored, error) {
	if s, ok := d.earlier[id]; ok {
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

// titleKey is the column by which papers are found by the id that their title
// makes: the first 8 bytes of its SHA-256; 0 for no title.
func titleKey(titleID string) int64 {
	if titleID == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(titleID))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// reading runs f in a read transaction; doing ends the words "cannot ...".
func (s *Store) reading(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	if s.closed.Load() {
		return fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err == nil {
		err = f(tx)
		tx.Rollback() // nothing was written
	}
	return s.fault(doing, err)
}
