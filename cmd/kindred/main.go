// Command kindred is a semantic search engine over paper abstracts: one
// binary, offline. Run it without arguments for the list of commands.
//
// Data goes to standard output and nothing else does; errors go to standard
// error, one sentence with its remedy. Exit codes: 0 good, 1 failed, 2 wrong
// usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// streams are the three files of a process; tests pass their own.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// Exit codes, part of the contract.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

func run(ctx context.Context, args []string, s streams) int {
	defer profile(s.err)()
	root := newRoot(s)
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	err = asFlag(c, err)
	var usage usageError
	switch {
	case err == nil:
		return exitGood
	case errors.As(err, &usage):
		fmt.Fprintf(s.err, "kindred: %v; see `%s --help`\n", err, usage.command)
		return exitUsage
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, "kindred: stopped")
	default:
		fmt.Fprintf(s.err, "kindred: %v\n", err)
	}
	return exitFailed
}
