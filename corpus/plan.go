package corpus

import (
	"cmp"
	"context"
	"database/sql"
	"sync"
)

// An Action is what storing a record does.
type Action uint8

// The actions.
const (
	Unchanged Action = iota // the paper stays just so
	Added
	Updated
)

func (a Action) String() string {
	return [...]string{"unchanged", "added", "updated"}[a]
}

// A Change is one record of a plan, on its way into the store.
type Change struct {
	// Record is what was given to Plan, cleaned.
	Record Paper

	// Paper is what the store will then have: the record, and what other records
	// say. Its votes are the imported ones. It is not filled in for Unchanged.
	Paper  Paper
	Action Action

	// Merged says that the record became part of a paper that another id or
	// another source had brought.
	Merged bool

	// NeedsVector says that Vector must be filled in before Commit: the text
	// is new. What is embedded is the text of Paper, above.
	NeedsVector bool

	// Vector is the unit vector of the text; empty but not nil when the model
	// knows no token of it.
	Vector []float32

	hash   int64
	text   Hash  // of Paper
	titles bool  // see PlanOptions
	number int64 // of the paper, of what is settled
	plan   *plan // nil for a change that no plan made
}

// A plan is what the changes of one call of Plan have in common.
type plan struct {
	store *Store
	seq   int64 // of the store, when it was made
}

// PlanOptions say which records are of one paper. The zero value works.
type PlanOptions struct {
	// MergeTitles makes a record one with the papers of the same title, also
	// where both have ids of their own; but never two papers of arXiv. Default:
	// titles count only for records and papers that have no other id.
	MergeTitles bool
}

// Plan says what storing the records would do, in their order, so that only the
// texts that are new need be embedded. Nothing is written. The records are
// cleaned; the first that is then not valid is ErrInvalid, for the whole call.
//
// Which records are one paper, and what it then is, docs/identity.md says: they
// have an id in common, or, for those that have none, the title. What a source
// says again it replaces, but what it leaves out keeps its value; what several
// sources say is kept beside each other, and the paper is derived from it.
func (s *Store) Plan(ctx context.Context, records []Paper, o PlanOptions) ([]Change, error) {
	changes, err := changesOf(records, o)
	if err != nil {
		return nil, err
	}
	err = s.readingFrom(ctx, cmp.Or(s.plan, s.read), "plan changes of", func(tx *sql.Tx) error {
		p := &plan{store: s}
		if err := tx.QueryRow("SELECT seq FROM store").Scan(&p.seq); err != nil {
			return err
		}
		model, err := modelOf(tx, current)
		if err != nil {
			return err
		}
		seq := p.seq
		batch := candidates(changes)
		d, err := newDecider(tx, func() int64 { seq++; return seq }, batch)
		if err != nil {
			return err
		}
		for i := range changes {
			c := &changes[i]
			v, err := d.decide(batch[i], i)
			if err != nil {
				return err
			}
			c.Paper, c.Action, c.Merged, c.plan = c.Record, v.action, v.merged, p
			if v.action != Unchanged {
				c.Paper, c.text = v.e.paper, v.e.text
			}
			if v.action == Unchanged && !v.e.recorded {
				c.number = v.e.n
			}
		}
		for _, e := range d.touched {
			if e.needsVector() && model.Identity != "" {
				changes[e.textAt].NeedsVector = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

// changesOf are the changes of records, cleaned and ready.
func changesOf(records []Paper, o PlanOptions) ([]Change, error) {
	changes := make([]Change, len(records))
	for i := range records {
		changes[i].Record, changes[i].titles = records[i], o.MergeTitles
	}
	return changes, onAllCores(changes, func(c *Change) error {
		c.Record.Clean()
		return c.ready()
	})
}

// ready hashes the record of a change, and returns why it cannot be stored.
func (c *Change) ready() error {
	if c.hash == 0 {
		c.hash = recordHash(&c.Record)
	}
	return c.Record.Validate()
}

// candidates are the records of changes that are ready.
func candidates(changes []Change) []candidate {
	batch := make([]candidate, len(changes))
	for i := range changes {
		c := &changes[i]
		batch[i] = candidate{&c.Record, c.hash, c.titles}
	}
	return batch
}

// onAllCores runs f for each change: of records that are known it is half of the
// work. The error is that of the first in their order.
func onAllCores(changes []Change, f func(*Change) error) error {
	const share = 64
	errs := make([]error, (len(changes)+share-1)/share)
	var done sync.WaitGroup
	for i := range errs {
		some := changes[i*share : min((i+1)*share, len(changes))]
		done.Go(func() {
			for j := range some {
				if errs[i] = f(&some[j]); errs[i] != nil {
					return
				}
			}
		})
	}
	done.Wait()
	return cmp.Or(errs...)
}
