package source

import (
	"fmt"

	"github.com/kindred-search/kindred/polite"
)

// A loopGuard ends what would never end.
type loopGuard struct {
	tokens   map[string]bool // of the window at hand
	empty    int             // pages in a row
	restarts int             // of it
}

const (
	maxRestarts = 3
	maxEmpty    = 100
	maxToken    = 64 << 10 // bytes
)

// check looks at where a page says that the next one is.
func (l *loopGuard) check(asked string, pg *page) error {
	if l.tokens == nil {
		l.tokens = map[string]bool{}
	}
	l.tokens[asked] = true
	if l.empty++; pg.records() > 0 {
		l.empty = 0
	}
	switch {
	case pg.next == "":
		return nil
	case l.tokens[pg.next]:
		return fmt.Errorf("%w: it leads to a page that was there already, %q, and would never end", ErrPage, polite.Clip(pg.next))
	case l.empty > maxEmpty:
		return fmt.Errorf("%w: %d pages in a row have nothing on them", ErrPage, l.empty)
	case len(pg.next) > maxToken:
		return fmt.Errorf("%w: where the next one is takes %d bytes; need at most %d", ErrPage, len(pg.next), maxToken)
	}
	return nil
}
