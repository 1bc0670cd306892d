package source

import (
	"context"
	"sync"
)

// durable keeps the cursors of what is durable.
type durable struct {
	cursors Cursors
	gone    func([]string)

	mu     sync.Mutex
	marks  []mark // in the order of their papers
	failed error
}

// A mark is a cursor that may be kept when so many papers are durable.
type mark struct {
	papers        int
	cursor, state string
	gone          []string
}

func (d *durable) mark(papers int, cursor, state string, gone []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.marks = append(d.marks, mark{papers, cursor, state, gone})
}

// failure is why a cursor could not be kept.
func (d *durable) failure() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.failed
}

func (d *durable) keep(ctx context.Context, papers int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var gone []string
	states := map[string]string{}
	n := 0
	for ; n < len(d.marks) && d.marks[n].papers <= papers; n++ {
		m := d.marks[n]
		states[m.cursor] = m.state
		gone = append(gone, m.gone...)
	}
	d.marks = d.marks[n:]
	if len(gone) > 0 {
		d.gone(gone)
	}
	for name, state := range states {
		if err := d.cursors.SetCursor(ctx, name, state); err != nil {
			d.failed = err
			return err
		}
	}
	return nil
}

// forgetful keeps nothing.
type forgetful struct{}

func (forgetful) Cursor(context.Context, string) (string, error)  { return "", nil }
func (forgetful) SetCursor(context.Context, string, string) error { return nil }
