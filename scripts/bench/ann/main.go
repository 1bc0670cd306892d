package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

// bench is one run.
type bench struct {
	out, corpora string
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

func run(ctx context.Context, args []string) error {
	var b bench
	flags := flag.NewFlagSet("ann", flag.ExitOnError)
	shared := flags.String("shared", cmp.Or(os.Getenv("KINDRED_SHARED"), "../shared"), "folder that holds corpora")
	flags.StringVar(&b.out, "out", "build/bench/ann", "folder of vectors and built indexes")
	step := "all"
	if len(args) > 0 && args[0][0] != '-' {
		step, args = args[0], args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	b.corpora = filepath.Join(*shared, "corpora")
	if err := b.makeVectors(ctx); err != nil {
		return err
	}
	info, err := b.readInfo()
	if err != nil {
		return err
	}
	base, err := readNumbers[float32](b.file("base.f32"), info.Base*info.Dim)
	if err != nil {
		return err
	}
	queries, err := readNumbers[float32](b.file("queries.f32"), info.Queries*info.Dim)
	if err != nil {
		return err
	}
	for _, n := range []int{100_000, info.Base} {
		if _, err := b.makeTruth(fmt.Sprint(n), base[:n*info.Dim], queries, info.Dim); err != nil {
			return err
		}
	}
	_ = step
	return nil
}
