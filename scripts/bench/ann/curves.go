package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/kindred-search/kindred/scripts/bench/result"
)

// curve is what was measured of one contender.
type curve struct {
	Name    string  `json:"name"`
	Group   string  `json:"group"`
	Build   *built  `json:"build,omitempty"`
	Open    float64 `json:"open_seconds"`
	File    int64   `json:"file_bytes"`
	Anon    int64   `json:"anonymous_bytes"` // more resident memory after opening than before
	Mapped  int64   `json:"mapped_bytes"`    // the same, of mapped files
	Points  []point `json:"points"`
	Queries int     `json:"queries"`
}

// built is how an index was built, kept beside its cache file.
type built struct {
	Seconds float64 `json:"seconds"` // of adding, by the clock
	CPU     float64 `json:"cpu_seconds"`
	Threads int     `json:"threads"`
}

type curvesResult struct {
	Rows   int     `json:"rows"`
	Rounds int     `json:"rounds"`
	Clock  string  `json:"clock"`
	When   string  `json:"when"`
	Curves []curve `json:"curves"`
}

// curves measures recall@10 against QPS of all that were chosen, which take turns
// in every round; of the rounds the fastest counts, since all that a busy machine
// does is to slow one down.
func (b *bench) curves(ctx context.Context) (err error) {
	base, queries, t, err := b.load(b.rows)
	if err != nil {
		return err
	}
	if err := b.makePeers(ctx); err != nil {
		return err
	}
	result := curvesResult{Rows: b.rows, Rounds: b.rounds, Clock: b.clock, When: time.Now().UTC().Format(time.DateOnly)}
	var sides []*side
	defer func() {
		for _, s := range sides {
			err = errors.Join(err, s.stop())
		}
	}()
	var kept []contender
	for _, c := range b.chosen() {
		s, measured, err := b.prepare(ctx, c)
		if err != nil {
			slog.Error("left out", "side", c.name, "error", err)
			continue
		}
		sides, kept, result.Curves = append(sides, s), append(kept, c), append(result.Curves, measured)
	}
	for round := range b.rounds {
		for i, s := range sides {
			efs := kept[i].efs
			if efs == nil {
				efs = b.efs
			}
			for j, ef := range efs {
				answer, cpu, err := s.ask(map[string]any{"do": "search", "ef": ef, "k": k})
				if err != nil {
					return err
				}
				took := answer.Seconds
				if b.clock == "cpu" && cpu > 0 {
					took = cpu.Seconds()
				}
				p := point{Ef: ef, QPS: float64(len(answer.Found)) / took}
				c := &result.Curves[i]
				if round == 0 {
					p.Recall = recall(answer.Found, t, base, queries, b.info.Dim)
					c.Queries, c.Points = len(answer.Found), append(c.Points, p)
					fmt.Printf("%-24s ef %3d  recall %.4f  %8.0f QPS\n", c.Name, ef, p.Recall, p.QPS)
				}
				c.Points[j].QPS = max(c.Points[j].QPS, p.QPS)
			}
			if round == 0 && kept[i].program[0] == b.self { // it maps its file, and has what it touched
				result.Curves[i].occupy(s)
			}
		}
	}
	return b.writeResult(fmt.Sprintf("curves-%d.json", b.rows), result)
}

// prepare starts a contender, builds its index unless it is there, and opens it in
// a process that has done nothing else. Kindred's are built unless -reuse: what was
// built before an edit is not what is measured.
func (b *bench) prepare(ctx context.Context, c contender) (*side, curve, error) {
	measured := curve{Name: c.name, Group: c.group}
	s, err := b.start(ctx, c, b.rows)
	if err != nil {
		return nil, measured, err
	}
	how := s.config.Cache + ".json"
	if told, err := os.ReadFile(how); (c.program[0] != b.self || b.reuse) && err == nil && json.Unmarshal(told, &measured.Build) == nil {
		slog.Info("built before", "side", c.name, "took", measured.Build.Seconds)
	} else {
		answer, cpu, err := s.ask(map[string]any{"do": "build"})
		if err != nil {
			return nil, measured, errors.Join(err, s.stop())
		}
		measured.Build = &built{Seconds: answer.Seconds, CPU: cpu.Seconds(), Threads: s.config.Threads}
		slog.Info("built", "side", c.name, "seconds", answer.Seconds, "cpu", cpu)
		told, err := json.Marshal(measured.Build)
		if err != nil {
			return nil, measured, errors.Join(err, s.stop())
		}
		if err := errors.Join(os.WriteFile(how, told, 0o666), s.stop()); err != nil {
			return nil, measured, err
		}
		if s, err = b.start(ctx, c, b.rows); err != nil {
			return nil, measured, err
		}
	}
	if _, _, err := s.ask(map[string]any{"do": "ready"}); err != nil {
		return nil, measured, errors.Join(err, s.stop())
	}
	s.anon, s.file = s.memory()
	answer, _, err := s.ask(map[string]any{"do": "open"})
	if err != nil {
		return nil, measured, errors.Join(err, s.stop())
	}
	measured.Open, measured.File = answer.Seconds, answer.Bytes
	measured.occupy(s)
	return s, measured, nil
}

// occupy notes how much more memory a side has than before it opened its index,
// when that is more than was noted.
func (c *curve) occupy(s *side) {
	anon, file := s.memory()
	c.Anon, c.Mapped = max(c.Anon, anon-s.anon), max(c.Mapped, file-s.file)
}

// load reads base and queries, and finds or makes the exact neighbors among the
// first rows of base.
func (b *bench) load(rows int) (base, queries []float32, t truth, err error) {
	if base, err = readNumbers[float32](b.file("base.f32"), rows*b.info.Dim); err != nil {
		return nil, nil, t, err
	}
	if queries, err = readNumbers[float32](b.file("queries.f32"), b.info.Queries*b.info.Dim); err != nil {
		return nil, nil, t, err
	}
	t, err = b.makeTruth(fmt.Sprint(rows), base, queries, b.info.Dim)
	return base, queries, t, err
}

// writeResult writes what a step measured, for the report.
func (b *bench) writeResult(name string, measured any) error {
	return result.Write(b.out, name, measured)
}

// readResult reads what writeResult wrote.
func (b *bench) readResult(name string, measured any) error {
	return result.Read(b.out, name, measured)
}
