package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/corpus"
)

func newBackup(g *settings) *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the store to a file, also while it is served or imported into",
		Long: `Writes a copy of the store, as it is at one moment, to FILE, an SQLite file that
--data FILE opens at once; it can be made while a server or an import goes on, when
copying the file by other means would make a broken one. All that is durable is in
it: papers, vectors, votes, those given here too.

FILE appears whole, verified and safe on the disk, or not at all. The index folder is
a cache and is not copied: the first command on the copy reads the papers anew, some
10,000 to 50,000 a second; then a server, or an import, makes the graph of a large
store anew, in minutes.`,
		Example: `  kindred backup /media/usb/papers.db
  kindred search "protein folding" --data /media/usb/papers.db`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			if files[0] == "-" {
				return wrongUsage(c, "a backup goes to a file, not to standard output; name one, as in `kindred backup papers-copy.db`")
			}
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			var b *bar
			made, err := e.Backup(c.Context(), files[0], corpus.BackupOptions{Replace: force, Progress: func(done, total int64) {
				if b == nil {
					b = newBar(c.ErrOrStderr(), total, ofBytes)
				}
				b.show(done, done, 0)
			}})
			b.end()
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s is there already and was left as it is; give another name, or replace it with --force", files[0])
			}
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(c.OutOrStdout(), "backed up %d papers (%s) to %s\n", made.Papers, inBytes(made.Bytes), files[0]); err != nil {
				return fmt.Errorf("the backup is made, and it cannot be written: %w", err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace FILE if it is there")
	return c
}
