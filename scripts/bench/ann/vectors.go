package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/index/vec"
	"github.com/kindred-search/kindred/models"
)

const (
	queryCount = 2000
	shuffle    = 4 // the seed that chooses the papers left out and the order of the others
)

// vectorsInfo is vectors.json: what the files of vectors are made of.
type vectorsInfo struct {
	Papers   int    `json:"papers"`
	Base     int    `json:"base"`
	Queries  int    `json:"queries"`
	Dim      int    `json:"dim"`
	Seed     uint64 `json:"seed"`
	Model    string `json:"model"`
	Identity string `json:"identity"`
}

// makeVectors writes base.f32, queries.f32 and, last, vectors.json, unless that is
// there.
func (b *bench) makeVectors(ctx context.Context) error {
	if _, err := os.Stat(b.file("vectors.json")); err == nil {
		return nil
	}
	if err := os.MkdirAll(b.out, 0o777); err != nil {
		return err
	}
	model, err := embed.OpenFS(models.Builtin(), models.BuiltinName, embed.Options{})
	if err != nil {
		return fmt.Errorf("cannot open the built-in model: %w; run `make setup`", err)
	}
	defer model.Close()
	identity, err := model.Identity()
	if err != nil {
		return err
	}
	var titles []string
	var base []uint16 // as in the store
	for _, name := range []string{"arxiv.jsonl.zst", "venues.jsonl.zst"} {
		if titles, base, err = embedFile(ctx, model, filepath.Join(b.corpora, name), titles, base); err != nil {
			return err
		}
	}
	dim := model.Dimension()
	info := vectorsInfo{
		Papers: len(titles), Base: len(titles) - queryCount, Queries: queryCount, Dim: dim,
		Seed: shuffle, Model: models.BuiltinName, Identity: identity,
	}
	if info.Base < 1 {
		return fmt.Errorf("%d papers are too few to leave out %d", len(titles), queryCount)
	}
	order := rand.New(rand.NewPCG(shuffle, 0)).Perm(len(titles))
	queries := make([]float32, 0, queryCount*dim)
	for _, paper := range order[:queryCount] {
		v, err := model.Query(ctx, titles[paper])
		if err != nil {
			return fmt.Errorf("cannot embed the title of paper %d: %w", paper, err)
		}
		queries = append(queries, v...)
	}
	if err := writeNumbers(b.file("queries.f32"), queries); err != nil {
		return err
	}
	rows := make([]float32, info.Base*dim)
	for row, paper := range order[queryCount:] {
		vec.Widen(rows[row*dim:][:dim], base[paper*dim:][:dim])
	}
	if err := writeNumbers(b.file("base.f32"), rows); err != nil {
		return err
	}
	told, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(b.file("vectors.json"), append(told, '\n'), 0o666)
}

// embedFile appends the titles of a file's papers and their vectors, rounded to
// float16. A record that is not a paper ends it: the numbers would not be those of
// the whole corpus.
func embedFile(ctx context.Context, model *embed.Model, name string, titles []string, base []uint16) ([]string, []uint16, error) {
	const batch = 8192
	var texts []string
	flush := func() error {
		embedded, err := model.Documents(ctx, texts)
		if err != nil {
			return err
		}
		for i, e := range embedded {
			if e.Err != nil {
				return fmt.Errorf("%s: paper %d: %w", name, len(titles)-len(texts)+i, e.Err)
			}
			from := len(base)
			base = append(base, make([]uint16, len(e.Vector))...)
			vec.Narrow(base[from:], e.Vector)
		}
		texts = texts[:0]
		return nil
	}
	add := func(p corpus.Paper) error {
		titles, texts = append(titles, p.Title), append(texts, embed.DocumentText(p.Title, p.Abstract))
		if len(texts) < batch {
			return nil
		}
		return flush()
	}
	before := len(titles)
	for paper, err := range format.ReadFile(name, format.Options{}) {
		if err != nil {
			return nil, nil, fmt.Errorf("%w; set -shared to the folder that holds corpora", err)
		}
		if err := add(paper); err != nil {
			return nil, nil, err
		}
	}
	if err := flush(); err != nil {
		return nil, nil, err
	}
	slog.Info("embedded", "file", filepath.Base(name), "papers", len(titles)-before)
	return titles, base, nil
}

// readInfo returns what the files of vectors are made of.
func (b *bench) readInfo() (info vectorsInfo, err error) {
	told, err := os.ReadFile(b.file("vectors.json"))
	if errors.Is(err, os.ErrNotExist) {
		return info, fmt.Errorf("%w; make the vectors first: go run ./scripts/bench/ann vectors", err)
	}
	if err != nil {
		return info, err
	}
	return info, json.Unmarshal(told, &info)
}
