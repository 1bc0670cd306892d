package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// papers are those of a store, with their vectors.
type papers struct {
	dim     int
	paper   []corpus.Row
	vectors [][]float32
}

func read(ctx context.Context, data string) (*papers, error) {
	s, err := corpus.Open(data, corpus.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	v, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	p := &papers{dim: v.Model.Dim}
	at := map[int64]int{}
	for row, err := range v.Rows(0) {
		if err != nil {
			return nil, err
		}
		row.Abstract, row.Title = "", ""
		at[row.Number] = len(p.paper)
		p.paper = append(p.paper, row)
	}
	p.vectors = make([][]float32, len(p.paper))
	for vector, err := range v.Vectors(0) {
		if err != nil {
			return nil, err
		}
		p.vectors[at[vector.Number]] = corpus.Float16s(nil, vector.Float16)
	}
	return p, nil
}

func (p *papers) ids(set []int) []string {
	ids := make([]string, len(set))
	for i, at := range set {
		ids[i] = p.paper[at].ID
	}
	return ids
}

// A group is libraries of one kind, each about one subject.
type group struct {
	name string
	sets [][]int // places in papers
}

// groups are those of the judgements, or of authors and of categories.
func (p *papers) groups(qrels string) ([]group, error) {
	if qrels != "" {
		g, err := p.judged(qrels)
		return []group{g}, err
	}
	return []group{
		p.by("an author, 15 to 80 papers", 15, 80, func(r *corpus.Row) []string { return r.Authors }),
		p.by("two categories, 30 to 200", 30, 200, func(r *corpus.Row) []string {
			return []string{strings.Join(r.Categories[:min(2, len(r.Categories))], " ")}
		}),
		p.by("two categories, 400 to 1000", 400, 1000, func(r *corpus.Row) []string {
			return []string{strings.Join(r.Categories[:min(2, len(r.Categories))], " ")}
		}),
	}, nil
}

// by groups papers by a name that they have, where so many have it.
func (p *papers) by(what string, least, most int, names func(*corpus.Row) []string) group {
	sets := map[string][]int{}
	for i := range p.paper {
		for _, name := range names(&p.paper[i]) {
			sets[name] = append(sets[name], i)
		}
	}
	g := group{name: what}
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if set := sets[name]; len(set) >= least && len(set) <= most {
			g.sets = append(g.sets, set)
		}
	}
	// In an order that has nothing to do with names.
	slices.SortStableFunc(g.sets, func(a, b []int) int { return a[0]*7919%100003 - b[0]*7919%100003 })
	return g
}

// leastJudged is how many papers a question needs to be a library.
const leastJudged = 10

func (p *papers) judged(qrels string) (group, error) {
	g := group{name: "judged relevant to a question"}
	f, err := os.Open(qrels)
	if err != nil {
		return g, err
	}
	defer f.Close()
	lines := csv.NewReader(f)
	lines.Comma = '\t'
	all, err := lines.ReadAll()
	if err != nil {
		return g, err
	}
	at := map[string]int{}
	for i := range p.paper {
		at[p.paper[i].ID] = i
	}
	sets := map[string][]int{}
	var questions []string
	for _, line := range all[min(1, len(all)):] {
		if len(line) != 3 {
			return g, fmt.Errorf("%s: a line of %d fields; need query-id, corpus-id and score", qrels, len(line))
		}
		i, there := at[corpus.NormalizeID(line[1])]
		if !there || line[2] == "0" {
			continue
		}
		if sets[line[0]] == nil {
			questions = append(questions, line[0])
		}
		sets[line[0]] = append(sets[line[0]], i)
	}
	for _, q := range questions {
		if len(sets[q]) >= leastJudged {
			g.sets = append(g.sets, sets[q])
		}
	}
	return g, nil
}
