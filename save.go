package kindred

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/column"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/index/section"
)

// save writes what is in memory as the next generation, and removes those
// before. Searches go on beside it; changes wait while the vector index is
// written, for a moment per 100,000 papers. saves.writing is held.
func (e *Engine) save() error {
	folder := indexFolder(e.store.Path())
	if err := makeFolder(folder, e.store.Path()); err != nil {
		return err
	}
	older, err := section.Generations(folder, generations)
	if err != nil {
		return err
	}
	next := uint64(1)
	if len(older) > 0 {
		next = older[0] + 1
	}
	c, w, err := e.cutAndSaveIndex(section.Path(folder, generations, next))
	if err != nil {
		return err
	}
	defer w.Abort()
	defer c.mapped.release()
	if err := c.save(w); err != nil {
		return err
	}
	if err := w.Commit(); err != nil {
		return err
	}
	e.publishing.Lock()
	if e.memory == c.memory {
		e.memory.since -= c.since
	}
	e.saves.index = c.about.Index
	e.publishing.Unlock()
	if _, err := section.Sweep(folder, generations, next); err != nil {
		e.o.Log.Warn("what is left of an older index cannot be removed; it takes room and does no harm", "cause", err)
	}
	e.o.Log.Info("index saved", "path", section.Path(folder, generations, next), "papers", c.about.Papers)
	return nil
}

// makeFolder makes the index folder, for those to read who may read the store.
func makeFolder(folder, store string) error {
	info, err := os.Stat(store)
	if err != nil {
		return err
	}
	read := info.Mode().Perm() & 0o444
	return os.MkdirAll(folder, 0o700|read|read>>2)
}

// A cut is a memory as it was at one moment, to be written beside changes.
type cut struct {
	memory *memory // to know it again
	mapped *mapped // kept
	about  about
	since  int

	columns
	votes   []int32
	live    bitmap.Bitmap
	bare    bitmap.Bitmap
	tally   tally
	sum     []float64
	retired []uint32
	words   lexical.Cut

	authors, venues, organizations, categories dictionary
}

// cutAndSaveIndex cuts memory and writes the vector index that belongs to it, while
// changes wait. The cut's file is kept.
func (e *Engine) cutAndSaveIndex(path string) (*cut, *section.Writer, error) {
	e.applying.Lock()
	defer e.applying.Unlock()
	m := e.memory
	n := m.slots()
	pairs, sum, squares := m.pairs.Parts()
	c := &cut{
		memory: m, mapped: m.mapped, since: m.since,
		columns: m.columns.cut(), votes: slices.Clone(m.votes), live: clone(m.live, n), bare: clone(m.bare, n),
		tally: maps.Clone(m.tally), sum: sum, retired: e.retired.slots(), words: m.words.Cut(),
		authors: m.authors.cut(), venues: m.venues.cut(), organizations: m.organizations.cut(), categories: m.categories.cut(),
		about: about{
			Store: m.store, Model: m.model, Seq: m.seq, Slots: n, Papers: m.papers,
			Index: e.aboutIndex(), Pairs: aboutPairMean{pairs, squares},
		},
	}
	meta, err := json.Marshal(c.about)
	if err != nil {
		return nil, nil, err
	}
	w, err := section.Create(path, section.Header{Kind: generationKind, Version: generationVersion, Meta: meta})
	if err != nil {
		return nil, nil, err
	}
	if m.index != nil {
		err = m.index.Save(w)
	}
	if err != nil {
		w.Abort()
		return nil, nil, fmt.Errorf("cannot save the vector index: %w", err)
	}
	c.mapped.keep() // it is open as long as changes wait
	return c, w, nil
}

// save writes everything but the vector index. Damage in the file that it goes on
// from is an error.
func (c *cut) save(w *section.Writer) error {
	words := c.words
	c.words = lexical.Cut{} // it would keep what is merged now for as long as all is written
	if err := words.Save(context.Background(), w.Section); err != nil {
		return fmt.Errorf("cannot save the index of words: %w", err)
	}
	tallied := []int64{}
	for _, votes := range slices.Sorted(maps.Keys(c.tally)) {
		tallied = append(tallied, int64(votes), int64(c.tally[votes]))
	}
	for _, part := range []struct {
		name string
		savable
	}{
		{"numbers", &c.numbers}, {"ids", &c.ids}, {"prints", &c.prints},
		{"published", &c.published.starts}, {"published.nanos", &c.published.nanos},
		{"listed", &c.listed.starts}, {"listed.nanos", &c.listed.nanos},
		{"repository", &c.repository},
		{"votes", array(c.votes)}, {"live", array(c.live)}, {"bare", array(c.bare)},
		{"tally", array(tallied)}, {"pairs", array(c.sum)}, {"retired", array(c.retired)},
		{"authors", &c.authors.values}, {"authors.words", &c.authors.words},
		{"venues", &c.venues.values}, {"venues.words", &c.venues.words},
		{"organizations", &c.organizations.values}, {"organizations.words", &c.organizations.words},
		{"categories", &c.categories.values}, {"categories.words", &c.categories.words},
	} {
		if err := part.Save(w, part.name); err != nil {
			return err
		}
	}
	return c.mapped.damage()
}

// savable is a column, or a part of one.
type savable interface {
	Save(w *section.Writer, name string) error
}

// array makes a slice savable.
func array[T section.Element](elements []T) *column.Values[T] {
	var v column.Values[T]
	for _, x := range elements {
		v.Append(x)
	}
	return &v
}
