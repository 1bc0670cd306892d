package corpus

import (
	"context"
	"database/sql"
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
// texts that are new need be embedded. Nothing is written. The papers are
// cleaned; the first that is then not valid is ErrInvalid, for the whole call.
//
// A record is laid over what is known of the paper: what it leaves out keeps
// its value. One whose id was made from its title (see TitleID) is the known
// paper of arXiv with that title, if there is one; and when a paper of arXiv
// arrives, it takes the place of the one that only had a title.
func (s *Store) Plan(ctx context.Context, papers []Paper) ([]Change, error) {
	changes := make([]Change, len(papers))
	ids := make([]string, len(papers))
	for i := range papers {
		p := papers[i]
		p.Clean()
		if err := p.Validate(); err != nil {
			return nil, err
		}
		changes[i].Paper, ids[i] = p, p.ID
	}
	err := s.reading(ctx, "plan changes of", func(tx *sql.Tx) error {
		d, err := newDecider(tx, ids)
		if err != nil {
			return err
		}
		defer d.close()
		model, err := modelOf(tx, current)
		if err != nil {
			return err
		}
		for i := range changes {
			v, err := d.decide(changes[i].Paper)
			if err != nil {
				return err
			}
			d.remember(v)
			changes[i] = Change{Paper: v.paper, Action: v.action, NeedsVector: v.newText && model.Identity != ""}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}
