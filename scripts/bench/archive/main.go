package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/kindred-search/kindred/scripts/bench/binary"
	"github.com/kindred-search/kindred/scripts/bench/result"
)

// bench is one run.
type bench struct {
	self    string // this program
	kindred binary.Binary
	corpora string
	out     string
	docs    string
	profile string
	seed    uint64
	all     int // records at most; 0 for all
	small   int
	records int
	papers  int
	queries int
	rounds  int
}

func (b *bench) file(name string) string { return filepath.Join(b.out, name) }

// store is the one that import leaves.
func (b *bench) store() string { return b.file("papers.db") }

func (b *bench) write(name string, measured any) error { return result.Write(b.out, name, measured) }

func (b *bench) read(name string, measured any) error { return result.Read(b.out, name, measured) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

// A step measures something and writes it to a result of its name.
type step struct {
	name string
	do   func(context.Context) error
}

func (b *bench) steps() []step {
	return []step{
		{"import", b.imports}, {"disk", b.disk}, {"again", b.again}, {"stops", b.stops},
		{"serve", b.serve}, {"large", b.large}, {"stages", b.stages}, {"report", b.report},
	}
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 && args[0] == childStep {
		return runChild(ctx, args[1:])
	}
	var b bench
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	flags := flag.NewFlagSet("archive", flag.ExitOnError)
	shared := flags.String("shared", cmp.Or(os.Getenv("KINDRED_SHARED"), "../shared"), "folder that holds corpora")
	kindred := flags.String("kindred", "bin/kindred", "the binary")
	flags.StringVar(&b.out, "out", "build/bench/archive", "folder of stores and results")
	flags.StringVar(&b.docs, "docs", "docs", "folder of import-flame.svg")
	flags.StringVar(&b.profile, "profile", "", "CPU profile of an import that stages reads (default: it makes one)")
	flags.Uint64Var(&b.seed, "seed", 1, "of all that is random")
	flags.IntVar(&b.all, "all", 0, "records at most, of any step; 0 for all there are")
	flags.IntVar(&b.small, "small", 100_000, "records of the smaller import")
	flags.IntVar(&b.records, "records", 60_000, "records of the import that is stopped")
	flags.IntVar(&b.papers, "papers", 2_000_000, "records of the large import")
	flags.IntVar(&b.queries, "queries", 2_000, "searches over HTTP")
	flags.IntVar(&b.rounds, "rounds", 3, "how often an import is run again")
	asked := map[string]bool{}
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		asked[args[0]], args = true, args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q stands behind the flags; name the steps before them", flags.Args())
	}
	b.kindred, b.corpora = binary.Binary(*kindred), filepath.Join(*shared, "corpora")
	if err := os.MkdirAll(b.out, 0o777); err != nil {
		return err
	}
	return b.run(ctx, asked)
}

// run runs the steps that are asked for, all when none is, and the report. A step that
// fails does not keep the others from running.
func (b *bench) run(ctx context.Context, asked map[string]bool) (err error) {
	all := len(asked) == 0
	for _, s := range b.steps() {
		if !all && !asked[s.name] && s.name != "report" || ctx.Err() != nil {
			continue
		}
		delete(asked, s.name)
		slog.Info("step", "name", s.name)
		if failure := s.do(ctx); failure != nil {
			slog.Error("failed", "step", s.name, "error", failure)
			err = errors.Join(err, fmt.Errorf("%s: %w", s.name, failure))
		}
	}
	for name := range asked {
		err = errors.Join(err, fmt.Errorf("no step is called %q; see go doc ./scripts/bench/archive", name))
	}
	return errors.Join(err, ctx.Err())
}
