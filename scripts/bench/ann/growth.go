package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
)

const (
	grown       = 2_000_000
	growthNoise = 0.2 // length of what is added to a vector of length 1: its cosine to the original is 0.98
	growthAt    = 0.95

	growthThreads = 2 // that build; searches are of one
)

type growthPoint struct {
	Papers  int     `json:"papers"`
	Micros  float64 `json:"micros"` // per query at recall growthAt
	Points  []point `json:"points"`
	Builds  float64 `json:"build_seconds"`
	Threads int     `json:"threads"`
}

type growthResult struct {
	Exponent float64       `json:"exponent"` // of time over papers, from 100,000 on
	Points   []growthPoint `json:"points"`
}

// complete tells whether the growth went to its end.
func (g *growthResult) complete() bool {
	return len(g.Points) > 0 && g.Points[len(g.Points)-1].Papers == grown
}

// growth measures how query time at one recall grows with the number of papers.
func (b *bench) growth(ctx context.Context) error {
	dim := b.info.Dim
	file := b.file(fmt.Sprintf("base-%d.f32", grown))
	if err := b.makeGrown(file); err != nil {
		return err
	}
	base, err := readNumbers[float32](file, grown*dim)
	if err != nil {
		return err
	}
	queries, err := readNumbers[float32](b.file("queries.f32"), b.info.Queries*dim)
	if err != nil {
		return err
	}
	var ours contender
	for _, c := range b.contenders() {
		if c.group == groupKindred {
			ours = c
			break
		}
	}
	var result growthResult
	for _, n := range []int{10_000, 30_000, 100_000, b.info.Base, grown} {
		if n > b.growTo {
			continue
		}
		t, err := b.makeTruth(fmt.Sprint(n), base[:n*dim], queries, dim)
		if err != nil {
			return err
		}
		ours.config.Threads = growthThreads
		cpu := b.cpu
		b.cpu = -1
		s, err := b.startOn(ctx, ours, file, n)
		b.cpu = cpu
		if err != nil {
			return err
		}
		p, err := b.grow(s, n, base, queries, t)
		if err := errors.Join(err, s.stop()); err != nil {
			return err
		}
		slog.Info("growth", "papers", n, "micros", p.Micros, "build", p.Builds)
		result.Points = append(result.Points, p)
		result.Exponent = exponent(result.Points)
		if err := b.writeResult("growth.json", result); err != nil { // the next takes long
			return err
		}
	}
	slog.Info("growth", "exponent", result.Exponent)
	return nil
}

func (b *bench) grow(s *side, n int, base, queries []float32, t truth) (growthPoint, error) {
	p := growthPoint{Papers: n, Threads: s.config.Threads}
	answer, _, err := s.ask(map[string]any{"do": "build"})
	if err != nil {
		return p, err
	}
	p.Builds = answer.Seconds
	if _, _, err := s.ask(map[string]any{"do": "ready"}); err != nil {
		return p, err
	}
	for round := range b.rounds {
		for i, ef := range b.efs {
			answer, cpu, err := s.ask(map[string]any{"do": "search", "ef": ef, "k": k})
			if err != nil {
				return p, err
			}
			took := answer.Seconds
			if b.clock == "cpu" && cpu > 0 {
				took = cpu.Seconds()
			}
			if round == 0 {
				p.Points = append(p.Points, point{Ef: ef, Recall: recall(answer.Found, t, base[:n*b.info.Dim], queries, b.info.Dim)})
			}
			p.Points[i].QPS = max(p.Points[i].QPS, float64(len(answer.Found))/took)
		}
	}
	qps, ok := qpsAt(frontier(p.Points), growthAt)
	if !ok {
		return p, fmt.Errorf("%d papers: recall %g is not reached with efSearch up to %d", n, growthAt, b.efs[len(b.efs)-1])
	}
	p.Micros = 1e6 / qps
	return p, nil
}

// exponent is the slope of a straight line through logarithms, by least squares,
// over the points of 100,000 papers and more; 0 with fewer than two.
func exponent(points []growthPoint) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, p := range points {
		if p.Papers < 100_000 {
			continue
		}
		x, y := math.Log(float64(p.Papers)), math.Log(p.Micros)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	if n < 2 {
		return 0
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// makeGrown writes base, and behind it its vectors again with noise added, of
// length 1 again, until there are enough; unless the file is there.
func (b *bench) makeGrown(file string) (err error) {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	dim := b.info.Dim
	base, err := readNumbers[float32](b.file("base.f32"), b.info.Base*dim)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(shuffle, 1))
	all := make([]float32, 0, grown*dim)
	all = append(all, base...)
	noise := growthNoise / math.Sqrt(float64(dim))
	for row := b.info.Base; row < grown; row++ {
		from := row % b.info.Base * dim
		var square float64
		for _, x := range base[from : from+dim] {
			y := float64(x) + noise*random.NormFloat64()
			square += y * y
			all = append(all, float32(y))
		}
		for i := range all[row*dim:] {
			all[row*dim+i] /= float32(math.Sqrt(square))
		}
	}
	return writeNumbers(file, all)
}
