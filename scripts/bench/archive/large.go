package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"

	"github.com/kindred-search/kindred/corpus/format"
)

// large imports -papers records made of the real ones, into a fresh store that is removed
// again.
func (b *bench) large(ctx context.Context) error {
	sources, err := b.first(0)
	if err != nil {
		return err
	}
	name := b.file(fmt.Sprintf("large-%d-of-%d-seed-%d.jsonl.zst", b.papers, b.all, b.seed))
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		slog.Info("writing", "file", name)
		if err := writeCompressed(name, func(w io.Writer) error { return b.writeCopies(ctx, w, sources) }); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	store := b.file("large.db")
	if err := removeStore(store); err != nil {
		return err
	}
	i, err := b.index(ctx, store, []string{name})
	if err != nil {
		return err
	}
	if i.Read != b.papers {
		return fmt.Errorf("%s has %d records, need %d; remove it, and it is made anew", name, i.Read, b.papers)
	}
	return errors.Join(b.write("large.json", i), removeStore(store))
}

// writeCopies writes the real papers, then their first copies, then their second, until
// there are enough.
func (b *bench) writeCopies(ctx context.Context, out io.Writer, sources []string) error {
	random := rand.New(rand.NewPCG(b.seed, 3))
	w := format.NewWriter(out)
	written := 0
	for k := 0; written < b.papers; k++ {
		before := written
		for p, err := range format.ReadFiles(sources, format.Options{}) {
			if written == b.papers {
				break
			}
			if bad := (*format.RecordError)(nil); errors.As(err, &bad) {
				continue
			}
			if err := errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			if k > 0 {
				p.Clean()
				p = copyOf(p, k, random)
			}
			if err := w.Write(p); err != nil {
				return err
			}
			written++
		}
		if written == before {
			return errors.New("the corpora have no papers")
		}
	}
	return w.Close()
}
