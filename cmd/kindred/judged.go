package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/eval"
	"github.com/kindred-search/kindred/rank"
)

// judged is the engine as package eval measures it: each collection in a store
// of its own in a temporary folder, searched as users search but for the syntax.
type judged struct {
	options kindred.Options
	asks    func(q *kindred.Query) // what every question asks besides
	dir     string
	engine  *kindred.Engine
	ids     []string // of the documents, whose papers are numbered: an id of theirs may be no id of ours
	numbers map[string]string
}

var _ eval.Searcher = (*judged)(nil)

func (j *judged) Modes() []string {
	return []string{string(kindred.Lexical), string(kindred.Semantic), string(kindred.Hybrid)}
}

func (j *judged) Index(ctx context.Context, docs iter.Seq[eval.Document]) (int, error) {
	if err := j.Close(); err != nil {
		return 0, err
	}
	var err error
	if j.dir, err = os.MkdirTemp("", "kindred-eval-"); err != nil {
		return 0, fmt.Errorf("cannot make a folder for the collection: %w; set TMPDIR to one that can be written", err)
	}
	if j.engine, err = kindred.Open(filepath.Join(j.dir, "papers.db"), j.options); err != nil {
		return 0, err
	}
	report, err := j.engine.Add(ctx, func(yield func(corpus.Paper, error) bool) {
		for d := range docs {
			number := "document:" + strconv.Itoa(len(j.ids))
			j.ids = append(j.ids, d.ID)
			j.numbers[d.ID] = number
			if !yield(corpus.Paper{ID: number, Title: beginning(d.Title, corpus.MaxTitle), Abstract: beginning(d.Text, corpus.MaxAbstract)}, nil) {
				return
			}
		}
	})
	if err != nil {
		return 0, err
	}
	return report.Added, j.engine.Settle(ctx, nil)
}

// beginning is the first part of a text, at most n bytes.
func beginning(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

func (j *judged) Search(ctx context.Context, mode string, q eval.Query, k int) ([]eval.Hit, error) {
	asked := kindred.Query{Text: q.Text, Plain: true, Mode: kindred.Mode(mode), Limit: k, Profile: rank.Relevance}
	for _, id := range q.Exclude {
		if number, known := j.numbers[id]; known {
			asked.Exclude = append(asked.Exclude, number)
		}
	}
	j.asks(&asked)
	res, err := j.engine.Search(ctx, asked)
	if errors.Is(err, embed.ErrNoTokens) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	hits := make([]eval.Hit, len(res.Hits))
	for i, h := range res.Hits {
		n, err := strconv.Atoi(h.ID[len("document:"):])
		if err != nil {
			return nil, fmt.Errorf("internal error: a paper that was not given: %w", err)
		}
		hits[i] = eval.Hit{ID: j.ids[n], Score: h.Score}
	}
	return hits, nil
}

// Close takes the collection away.
func (j *judged) Close() error {
	var err error
	if j.engine != nil {
		err = j.engine.Close()
	}
	if j.dir != "" {
		err = errors.Join(err, os.RemoveAll(j.dir))
	}
	j.engine, j.dir, j.ids, j.numbers = nil, "", nil, map[string]string{}
	return err
}
