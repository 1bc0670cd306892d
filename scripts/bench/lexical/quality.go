package main

import (
	"context"
	"iter"
	"os"

	"github.com/kindred-search/kindred/eval"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/lexical"
)

// judge measures the quality of lexical search alone on judged collections.
func judge(ctx context.Context, o lexical.Options, dirs []string) error {
	var reports []eval.Report
	for _, dir := range dirs {
		c, err := eval.Open(dir, eval.OpenOptions{})
		if err != nil {
			return err
		}
		r, err := eval.Run(ctx, c, &searcher{options: o}, eval.RunOptions{})
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	return eval.WriteTable(os.Stdout, reports)
}

// A searcher is index/lexical as package eval measures it.
type searcher struct {
	options lexical.Options
	index   *lexical.Index
	ids     []string
	slots   map[string]uint32
}

func (s *searcher) Modes() []string { return []string{"lexical"} }

func (s *searcher) Index(_ context.Context, docs iter.Seq[eval.Document]) (int, error) {
	x, err := lexical.New(s.options)
	if err != nil {
		return 0, err
	}
	s.index, s.ids, s.slots = x, nil, map[string]uint32{}
	var slots []uint32
	var documents []lexical.Document
	for d := range docs {
		slot := uint32(len(s.ids))
		s.ids, s.slots[d.ID] = append(s.ids, d.ID), slot
		slots, documents = append(slots, slot), append(documents, lexical.Document{Title: d.Title, Abstract: d.Text})
	}
	return len(s.ids), x.Add(slots, documents)
}

func (s *searcher) Search(ctx context.Context, _ string, q eval.Query, k int) ([]eval.Hit, error) {
	filter := bitmap.Full(len(s.ids))
	for _, id := range q.Exclude {
		if slot, ok := s.slots[id]; ok {
			filter.Clear(slot)
		}
	}
	found, err := s.index.Prepare(lexical.Plain(q.Text)).Top(ctx, k, filter)
	hits := make([]eval.Hit, len(found))
	for i, h := range found {
		hits[i] = eval.Hit{ID: s.ids[h.Slot], Score: float64(h.Score)}
	}
	return hits, err
}
