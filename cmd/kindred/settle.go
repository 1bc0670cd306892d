package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/kindred-search/kindred"
)

// settleFrom is how many papers are put into a graph by the import that brought
// them: fewer are searched exactly until a server, which does it beside searches,
// has put them in, in a second or two.
const settleFrom = 20_000

// settle waits until the papers are in the graph, if there is to be one; a graph
// that was asked for by name is made at once. What Ctrl-C leaves is found all the
// same, and settles later.
func settle(ctx context.Context, w io.Writer, e *kindred.Engine, kind string) error {
	if s, err := e.Stats(ctx); err != nil || kind == "auto" && s.Vectors < settleFrom {
		return err
	}
	var b *bar
	most := 0
	err := e.Settle(ctx, func(left int) {
		if left > most {
			b.end()
			most, b = left, newBar(w, int64(left), ofPapers)
		}
		b.show(int64(most-left), int64(most-left), 0)
	})
	b.end()
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "kindred: every paper is stored and will be found; those that are not in the graph yet follow with the next `kindred serve` or `kindred index`")
		return nil
	}
	return err
}
