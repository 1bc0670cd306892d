package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/section"
)

// ourIndex is what Kindred's indexes have in common.
type ourIndex interface {
	Add(slots []uint32, vectors []float32) error
	Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error)
	Save(w *section.Writer) error
}

// runSide is Kindred as a side: see sideConfig.
func runSide(ctx context.Context, told string) error {
	var c sideConfig
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		return err
	}
	s := &self{config: c}
	lines, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	for lines.Scan() {
		answer, err := s.answer(ctx, lines.Bytes())
		if err != nil {
			answer = sideAnswer{Error: err.Error()}
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
	return lines.Err()
}

type self struct {
	config  sideConfig
	index   ourIndex
	queries []float32
}

func (s *self) answer(ctx context.Context, line []byte) (answer sideAnswer, err error) {
	var asked struct {
		Do    string
		Ef, K int
	}
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer, err
	}
	c := s.config
	switch asked.Do {
	case "build":
		took, err := s.build()
		if err != nil {
			return answer, err
		}
		return sideAnswer{Seconds: took.Seconds()}, s.save()
	case "open":
		begun := time.Now()
		if err := s.open(); err != nil {
			return answer, err
		}
		answer.Seconds = time.Since(begun).Seconds()
		info, err := os.Stat(c.Cache)
		if err != nil {
			return answer, err
		}
		answer.Bytes = info.Size()
		return answer, nil
	case "ready":
		s.queries, err = readNumbers[float32](c.Queries, c.Count*c.Dim)
		return answer, err
	case "search":
		if x, ok := s.index.(interface{ SetEfSearch(int) }); ok {
			x.SetEfSearch(asked.Ef)
		}
		answer.Found = make([][]uint32, c.Count)
		hits := make([][]index.Hit, c.Count)
		begun := time.Now()
		for i := range c.Count {
			if hits[i], err = s.index.Search(ctx, s.queries[i*c.Dim:][:c.Dim], asked.K, nil); err != nil {
				return answer, err
			}
		}
		answer.Seconds = time.Since(begun).Seconds()
		for i := range hits {
			for _, h := range hits[i] {
				answer.Found[i] = append(answer.Found[i], h.Slot)
			}
		}
		return answer, nil
	}
	return answer, fmt.Errorf("cannot %q", asked.Do)
}

// build puts base into a new index.
func (s *self) build() (took time.Duration, err error) {
	c := s.config
	switch c.Kind {
	case "flat":
		s.index, err = flat.New(c.Dim, flat.Options{Workers: c.Threads})
	case "hnsw":
		s.index, err = hnsw.New(c.Dim, hnsw.Options{M: c.M, EfConstruction: c.EfConstruction, Workers: c.Threads})
	default:
		err = fmt.Errorf("no index is called %q", c.Kind)
	}
	if err != nil {
		return 0, err
	}
	const block = 4096
	f, err := os.Open(c.Base)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	vectors, slots := make([]float32, block*c.Dim), make([]uint32, block)
	for from := 0; from < c.Rows; from += block {
		n := min(block, c.Rows-from)
		if err := nextNumbers(f, vectors[:n*c.Dim]); err != nil {
			return took, err
		}
		for i := range n {
			slots[i] = uint32(from + i)
		}
		begun := time.Now()
		if err := s.index.Add(slots[:n], vectors[:n*c.Dim]); err != nil {
			return took, err
		}
		took += time.Since(begun)
	}
	return took, nil
}

// save writes the index to a file, in place of one that was built before.
func (s *self) save() error {
	if err := os.Remove(s.config.Cache); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	w, err := section.Create(s.config.Cache, section.Header{Kind: s.config.Kind})
	if err != nil {
		return err
	}
	defer w.Abort()
	if err := s.index.Save(w); err != nil {
		return err
	}
	return w.Commit()
}

// open maps what was saved. The file stays open until the process ends.
func (s *self) open() error {
	f, err := section.Open(s.config.Cache)
	if err != nil {
		return err
	}
	if s.config.Kind == "flat" {
		s.index, err = flat.Open(f, flat.Options{Workers: s.config.Threads})
	} else {
		s.index, err = hnsw.Open(f, hnsw.Options{Workers: s.config.Threads})
	}
	return err
}
