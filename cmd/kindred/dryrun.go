package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kindred-search/kindred"
)

// besideStore are the settings for an import that changes nothing: where there is no
// store yet, none is made, and an empty one stands in for it until end.
func besideStore(g *settings) (_ *settings, end func(), err error) {
	if _, err := os.Stat(g.dataPath()); !errors.Is(err, fs.ErrNotExist) {
		return g, func() {}, nil // what else is wrong, opening it says
	}
	dir, err := os.MkdirTemp("", "kindred-dry-run-*")
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a folder for the dry run: %w; make room, or set TMPDIR to a folder that you may write", err)
	}
	empty := *g
	empty.data = filepath.Join(dir, "kindred.db")
	return &empty, func() { os.RemoveAll(dir) }, nil
}

// would is what an import would do, in one line.
func would(r kindred.Report, rejected int) string {
	return fmt.Sprintf("would add %d, update %d, leave %d unchanged, reject %d; %d read, %d merged, %d texts to embed; nothing was changed",
		r.Added, r.Updated, r.Unchanged, rejected, r.Read-r.RejectedCount+rejected, r.Merged, r.Embedded)
}
