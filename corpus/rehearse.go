package corpus

import (
	"context"
	"errors"
)

// A Rehearsal is a transaction of which nothing will be left: what storing records
// would do, without their vectors, is found by doing it.
type Rehearsal struct {
	store *Store
	o     PlanOptions
	c     *change
}

// errRehearsed rolls the transaction of a rehearsal back.
var errRehearsed = errors.New("rehearsed")

// Rehearse runs f, in which the records given to Rehearsal.Store are as if they were
// stored, and then leaves the store as it was. Nothing else can be written meanwhile;
// the disk needs as much room as if it were for good. The error is f's.
func (s *Store) Rehearse(ctx context.Context, o PlanOptions, f func(*Rehearsal) error) error {
	var failed error
	err := s.changing(ctx, rehearsing, func(c *change) error {
		failed = f(&Rehearsal{s, o, c})
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return failed
	}
	return err
}

const rehearsing = "rehearse an import into"

// Store tells what storing records would do, behind those of the calls before, and how
// many texts are new. A record that is not valid is ErrInvalid, for the whole call.
func (r *Rehearsal) Store(ctx context.Context, records []Paper) (outcomes []Outcome, texts int, err error) {
	changes, err := changesOf(records, r.o)
	if err != nil {
		return nil, 0, err
	}
	w, err := newWriter(r.c, Model{}, changes) // without a model no vector is wanted
	if err != nil {
		return nil, 0, r.store.fault(rehearsing, err)
	}
	defer w.close()
	if outcomes, err = w.store(ctx); err != nil {
		return nil, 0, r.store.fault(rehearsing, err)
	}
	for _, e := range w.touched {
		if e.into == nil && e.text != e.hadText {
			texts++
		}
	}
	return outcomes, texts, nil
}
