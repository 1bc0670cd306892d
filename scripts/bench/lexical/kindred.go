package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/lexical"
)

// kindred is index/lexical, searched in what it has saved.
type kindred struct {
	dir   string
	index *lexical.Index
}

func newKindred(dir string) (*kindred, error) {
	x, err := lexical.New(lexical.Options{})
	return &kindred{dir, x}, err
}

func (k *kindred) name() string { return "Kindred" }

func (k *kindred) add(papers []paper) error {
	slots, documents := make([]uint32, len(papers)), make([]lexical.Document, len(papers))
	for i, p := range papers {
		slots[i] = p.slot
		documents[i] = lexical.Document{Title: p.Title, Abstract: p.Abstract, Authors: p.Authors, Categories: p.Categories}
	}
	return k.index.Add(slots, documents)
}

func (k *kindred) path(section string) string {
	return filepath.Join(k.dir, strings.ReplaceAll(section, "/", "-"))
}

func (k *kindred) finish() (size int64, err error) {
	var files []*os.File
	err = k.index.Save(context.Background(), func(section string) (io.Writer, error) {
		f, err := os.Create(k.path(section))
		files = append(files, f)
		return f, err
	})
	for _, f := range files {
		if info, err := f.Stat(); err == nil {
			size += info.Size()
		}
		f.Close()
	}
	if err != nil {
		return 0, err
	}
	k.index.Close()
	k.index, err = lexical.Open(func(section string) (lexical.Section, error) {
		b, err := os.ReadFile(k.path(section))
		return lexical.Section{Bytes: b}, err
	}, lexical.Options{})
	return size, err
}

func (k *kindred) search(question string) (int, error) {
	hits, err := k.index.Prepare(lexical.Plain(question)).Top(context.Background(), 100, nil)
	return len(hits), err
}

// exact compares the best 100 with those of scoring every paper.
func (k *kindred) exact(questions []string) error {
	slots := make([]uint32, k.index.Len())
	for i := range slots {
		slots[i] = uint32(i)
	}
	scores := make([]float32, len(slots))
	for _, q := range questions {
		s := k.index.Prepare(lexical.Plain(q))
		got, err := s.Top(context.Background(), 100, nil)
		if err != nil {
			return err
		}
		if err := s.Score(scores, slots); err != nil {
			return err
		}
		best := index.NewTop(100)
		for i, score := range scores {
			if score > 0 {
				best.Offer(index.Hit{Slot: slots[i], Score: score})
			}
		}
		if need := best.Hits(); !slices.Equal(got, need) {
			return fmt.Errorf("%q: the best 100 differ from those of scoring everything:\n%v\n%v", q, got, need)
		}
	}
	return nil
}

func (k *kindred) close() error { k.index.Close(); return nil }
