package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
)

// bench is one run.
type bench struct {
	self         string // this program
	out, corpora string
	only         string // parts of contenders' names
	rows         int
	rounds       int
	threads      int
	reuse        bool
	efs          []int
	cpu          int
	clock        string
	growTo       int
	graphs       [][2]int // M and efConstruction of Kindred's
	docs         string
	kindred      string
	info         vectorsInfo
}

func (b *bench) file(name string) string { return filepath.Join(b.out, name) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "ann:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) == 2 && args[0] == "side" {
		return runSide(ctx, args[1])
	}
	var b bench
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	pinned := -1
	if _, err := exec.LookPath("taskset"); err == nil {
		pinned = 1
	}
	flags := flag.NewFlagSet("ann", flag.ExitOnError)
	shared := flags.String("shared", cmp.Or(os.Getenv("KINDRED_SHARED"), "../shared"), "folder that holds corpora")
	flags.StringVar(&b.out, "out", "build/bench/ann", "folder of vectors and built indexes")
	flags.StringVar(&b.only, "sides", "", "only contenders whose name has one of these parts, comma between")
	flags.IntVar(&b.rows, "base", 0, "how many papers, the first of base; 0 for all")
	flags.IntVar(&b.rounds, "rounds", 3, "how often all take turns; the fastest counts")
	flags.IntVar(&b.cpu, "cpu", pinned, "processor that all sides run on, with taskset; -1 for any")
	flags.StringVar(&b.clock, "clock", "wall", "wall, or cpu: what a busy machine takes away does not count")
	flags.StringVar(&b.docs, "docs", "docs", "folder of benchmarks.md")
	flags.StringVar(&b.kindred, "kindred", "bin/kindred", "the binary")
	flags.IntVar(&b.growTo, "grow-to", grown, "most papers of the growth")
	flags.BoolVar(&b.reuse, "reuse", false, "take Kindred's indexes as an earlier run built them, as those of peers")
	flags.IntVar(&b.threads, "threads", 2, "most threads of builds")
	graphs := flags.String("graphs", "27:120", "M:efConstruction of Kindred's graphs, comma between")
	efs := flags.String("ef", "10,16,20,32,40,64,80,160,320,640", "efSearch")
	steps := []string{"vectors", "curves", "builds", "exact", "graph", "engine", "growth", "report"}
	if len(args) > 0 && args[0][0] != '-' {
		steps, args = args[:1], args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	for part := range strings.SplitSeq(*efs, ",") {
		ef, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("-ef %s: %w", *efs, err)
		}
		b.efs = append(b.efs, ef)
	}
	for part := range strings.SplitSeq(*graphs, ",") {
		var g [2]int
		if _, err := fmt.Sscanf(part, "%d:%d", &g[0], &g[1]); err != nil {
			return fmt.Errorf("-graphs %s: %w; need M:efConstruction, as 27:120", *graphs, err)
		}
		b.graphs = append(b.graphs, g)
	}
	b.corpora = filepath.Join(*shared, "corpora")
	if err := b.makeVectors(ctx); err != nil {
		return err
	}
	if b.info, err = b.readInfo(); err != nil {
		return err
	}
	if b.rows <= 0 || b.rows > b.info.Base {
		b.rows = b.info.Base
	}
	for _, step := range steps {
		do := map[string]func(context.Context) error{
			"vectors": func(context.Context) error { _, _, _, err := b.load(b.rows); return err },
			"curves":  b.curves,
			"targets": b.targets,
			"builds":  b.builds,
			"growth":  b.growth,
			"graph":   b.graph,
			"exact":   b.exact,
			"engine":  b.engine,
			"report":  b.report,
		}[step]
		if do == nil {
			return fmt.Errorf("no step is called %q", step)
		}
		if failure := do(ctx); failure != nil { // the others may well succeed, and the report says what is missing
			err = errors.Join(err, fmt.Errorf("%s: %w", step, failure))
			slog.Error("failed", "step", step, "error", failure)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return err
}
