package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// targets writes targets.md: what peers reach, and what Kindred must, at -base.
func (b *bench) targets(context.Context) error {
	var r curvesResult
	if err := b.readResult(fmt.Sprintf("curves-%d.json", b.rows), &r); err != nil {
		return err
	}
	f, err := os.Create(b.file("targets.md"))
	if err != nil {
		return err
	}
	defer f.Close()
	w := io.MultiWriter(f, os.Stdout)
	fmt.Fprintf(w, "%d papers, %d dimensions, recall@10, one thread, clock %s, best of %d rounds\n\n", r.Rows, b.info.Dim, r.Clock, r.Rounds)
	r.table(w)
	fmt.Fprintln(w)
	for _, c := range r.Curves {
		fmt.Fprintf(w, "%s:", c.Name)
		for _, p := range c.Points {
			fmt.Fprintf(w, " ef %d %.4f %.0f;", p.Ef, p.Recall, p.QPS)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	for _, g := range goals {
		c := r.compare(g)
		fmt.Fprintf(w, "%s at %.3f: %.0f QPS; asked %.1f times: %.0f QPS; kindred %.0f, %.2f times\n",
			g.group, c.recall, c.theirs, g.times, c.theirs*g.times, c.ours, c.ours/c.theirs)
	}
	return nil
}

// goal is a ratio of QPS that is asked for.
type goal struct {
	group  string
	recall float64
	times  float64
}

var goals = []goal{
	{groupUsearchF32, 0.95, 4.0},
	{groupUsearchF32, 0.99, 3.5},
	{groupUsearchI8, 0.94, 2.5},
	{groupHnswlib, 0.95, 2.0},
	{groupHnswlib, 0.99, 2.0},
}

// comparison is Kindred beside the best of a group, in QPS at one recall; 0 where it
// is not reached.
type comparison struct{ recall, theirs, ours float64 }

// compare takes a goal's recall, and of usearch i8, which need not come that far,
// the most that it reaches, if that is less.
func (r *curvesResult) compare(g goal) (c comparison) {
	theirs, ours := frontier(r.ofGroup(g.group)...), frontier(r.ofGroup(groupKindred)...)
	c.recall = g.recall
	if g.group == groupUsearchI8 && len(theirs) > 0 {
		c.recall = min(c.recall, math.Floor(most(theirs)*1000)/1000)
	}
	c.theirs, _ = qpsAt(theirs, c.recall)
	c.ours, _ = qpsAt(ours, c.recall)
	return c
}

func (r *curvesResult) ofGroup(group string) (curves [][]point) {
	for _, c := range r.Curves {
		if c.Group == group {
			curves = append(curves, c.Points)
		}
	}
	return curves
}

// table is one row per contender.
func (r *curvesResult) table(w io.Writer) {
	fmt.Fprintln(w, "| index | QPS at 0.90 | at 0.94 | at 0.95 | at 0.98 | at 0.99 | most recall | build s (cpu s) | memory MB | file MB | open ms |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, c := range r.Curves {
		fmt.Fprintf(w, "| %s |", c.Name)
		f := frontier(c.Points)
		for _, recall := range []float64{0.90, 0.94, 0.95, 0.98, 0.99} {
			if qps, ok := qpsAt(f, recall); ok {
				fmt.Fprintf(w, " %.0f |", qps)
			} else {
				fmt.Fprint(w, " - |")
			}
		}
		most := slices.MaxFunc(c.Points, func(a, b point) int { return sign(a.Recall - b.Recall) })
		fmt.Fprintf(w, " %.4f |", most.Recall)
		if c.Build != nil {
			fmt.Fprintf(w, " %.0f (%.0f) |", c.Build.Seconds, c.Build.CPU)
		} else {
			fmt.Fprint(w, " - |")
		}
		fmt.Fprintf(w, " %.0f |", float64(c.Anon+c.Mapped)/1e6)
		if c.File > 0 {
			fmt.Fprintf(w, " %.0f | %.1f |\n", float64(c.File)/1e6, c.Open*1000)
		} else {
			fmt.Fprint(w, " - | - |\n")
		}
	}
}
