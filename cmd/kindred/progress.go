package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/kindred-search/kindred/models/hub"
)

// newProgress shows downloads: a bar with rate and time left on a terminal, a
// line for each whole file elsewhere.
func newProgress(w io.Writer) hub.Progress {
	if !isTerminal(w) {
		return func(file string, done, total int64) {
			if done == total {
				fmt.Fprintf(w, "%s: %d bytes\n", file, done)
			}
		}
	}
	var bar *progressbar.ProgressBar
	current := ""
	return func(file string, done, total int64) {
		if file != current {
			current = file
			bar = progressbar.NewOptions64(total,
				progressbar.OptionSetWriter(w),
				progressbar.OptionSetDescription(file),
				progressbar.OptionShowBytes(true),
				progressbar.OptionThrottle(100*time.Millisecond),
				progressbar.OptionOnCompletion(func() { fmt.Fprintln(w) }))
		}
		bar.Set64(done)
	}
}

// isTerminal reports whether a stream of the process is a person's terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
