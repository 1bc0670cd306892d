package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func newWatch(g *settings) *cobra.Command {
	var every time.Duration
	c := &cobra.Command{
		Use:   "watch DIR|FILE...",
		Short: "Import files as they come and change, until Ctrl-C",
		Long: `Imports the papers of files and folders, as ` + "`kindred index`" + ` does, and then of each
file that is new or has changed, until Ctrl-C: a folder of downloads, a library that
a reference manager keeps writing. A file is read once nobody writes it any more: it
must be the same at two looks. A file that is gone does nothing: its papers stay.

The store is locked only while papers are imported; other commands can be run
between. While a server has the store, the papers are sent to it (with the key in the
environment variable KINDRED_KEY if it asks for one). What goes wrong is told and ends
nothing; a file that cannot be read yet is tried again.`,
		Example: `  kindred watch ~/Downloads ~/Zotero/library.bib
  kindred watch --every 1m /mnt/share/papers`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, roots []string) error {
			if every <= 0 {
				return wrongUsage(c, "--every is %s; need a time above 0, as 2s or 1m", every)
			}
			for _, root := range roots {
				if _, err := os.Stat(root); err != nil {
					return fmt.Errorf("cannot watch %s: %w; give a file or a folder that exists", root, errors.Unwrap(err))
				}
			}
			w := &watching{g: g, out: c.OutOrStdout(), err: c.ErrOrStderr(), every: every, told: map[string]string{}}
			if err := w.try(); err != nil {
				return err
			}
			w.watcher = watcher{roots: roots, own: ownFiles(g.dataPath())}
			fmt.Fprintf(w.err, "kindred: watching %s; Ctrl-C ends it\n", strings.Join(roots, ", "))
			return w.run(c.Context())
		},
	}
	c.Flags().DurationVar(&every, "every", 2*time.Second, "how often to look")
	return c
}

// ownFiles tells the files of a store, which change with each import.
func ownFiles(store string) func(path string) bool {
	if whole, err := filepath.Abs(store); err == nil {
		store = whole
	}
	if target, err := filepath.EvalSymlinks(store); err == nil {
		store = target
	}
	index := strings.TrimSuffix(store, ".db") + ".idx" + string(filepath.Separator)
	return func(path string) bool {
		whole, err := filepath.Abs(path)
		if err != nil {
			return false
		}
		end, beside := strings.CutPrefix(whole, store)
		return beside && slices.Contains([]string{"", "-wal", "-shm", "-journal", ".lock"}, end) || strings.HasPrefix(whole, index)
	}
}
