package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/models"
)

// childStep makes a run of this program the process that is stopped.
const childStep = "child"

// A child is a process that imports as kindred index does, with the built-in model, and
// writes down how many texts it embeds. Its files: what the engine logs, as JSON, and a
// line for each call of the model, with the number of its texts.
type child struct{ store, log, counts string }

func (c child) args(files []string) []string {
	return append([]string{childStep, c.store, c.log, c.counts}, files...)
}

// runChild is the whole process.
func runChild(ctx context.Context, args []string) (err error) {
	if len(args) < 4 {
		return fmt.Errorf("%s is for this program itself", childStep)
	}
	c, files := child{args[0], args[1], args[2]}, args[3:]
	debug.SetGCPercent(25) // as kindred index does
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer log.Close()
	counts, err := os.OpenFile(c.counts, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer counts.Close()
	e, err := kindred.Open(c.store, kindred.Options{
		Log:       slog.New(slog.NewJSONHandler(log, nil)),
		OpenModel: func() (kindred.Embedder, error) { return openCounting(counts) },
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	// Ctrl-C ends what is read, not what is stored of it.
	if _, err := e.AddWith(context.WithoutCancel(ctx), until(ctx, format.ReadFiles(files, format.Options{})), kindred.AddOptions{}); err != nil {
		return err
	}
	if err := e.Settle(ctx, nil); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// until ends a sequence when ctx is done.
func until(ctx context.Context, papers iter.Seq2[corpus.Paper, error]) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		for p, err := range papers {
			if ctx.Err() != nil || !yield(p, err) {
				return
			}
		}
	}
}

// counting is the built-in model, which writes down how many texts it is given.
type counting struct {
	*embed.Model
	counts io.Writer
}

func openCounting(counts io.Writer) (kindred.Embedder, error) {
	m, err := embed.OpenFS(models.Builtin(), models.BuiltinName, embed.Options{})
	if err != nil {
		return nil, err
	}
	return &counting{m, counts}, nil
}

func (c *counting) Documents(ctx context.Context, texts []string) ([]embed.Embedding, error) {
	if _, err := fmt.Fprintln(c.counts, len(texts)); err != nil { // before, so that what a kill cuts off counts, too
		return nil, err
	}
	return c.Model.Documents(ctx, texts)
}

// countTexts adds up the lines of a file of counts. There is none before the first run.
func countTexts(name string) (texts int, err error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		n, err := strconv.Atoi(strings.TrimSpace(lines.Text()))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		texts += n
	}
	return texts, lines.Err()
}

var _ kindred.Embedder = (*counting)(nil)
