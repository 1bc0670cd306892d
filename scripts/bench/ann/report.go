package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// results are what the steps have written; nil where one has not run.
type results struct {
	curves *curvesResult
	builds []buildResult
	growth *growthResult
	graph  *graphResult
	exact  *exactResult
	engine *engineResult
}

// report writes docs/benchmarks.md and docs/ann.svg from what the steps measured.
func (b *bench) report(ctx context.Context) error {
	var r results
	for name, into := range map[string]any{
		fmt.Sprintf("curves-%d.json", b.rows): &r.curves, "builds.json": &r.builds, "growth.json": &r.growth,
		"graph.json": &r.graph, "exact.json": &r.exact, "engine.json": &r.engine,
	} {
		if err := b.readResult(name, into); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	var text bytes.Buffer
	fmt.Fprint(&text, "# Benchmarks of the graph\n\n")
	b.describe(ctx, &text, &r)
	asked := b.asked(&r)
	fmt.Fprint(&text, "\n## Asked and measured\n\n| figure | asked | measured | |\n|---|---:|---:|---|\n")
	for _, a := range asked {
		fmt.Fprintf(&text, "| %s | %s | %s | %s |\n", a.figure, a.asked, a.measured, a.verdict)
	}
	if err := os.MkdirAll(b.docs, 0o777); err != nil {
		return err
	}
	if r.curves != nil {
		fmt.Fprintf(&text, "\n## Recall against speed\n\n![recall@10 against queries a second](ann.svg)\n\n%s\n\n", curvesText)
		r.curves.table(&text)
		fmt.Fprint(&text, "\n<details><summary>Every point</summary>\n\n| index | efSearch | recall@10 | QPS |\n|---|---:|---:|---:|\n")
		for _, c := range r.curves.Curves {
			for _, p := range c.Points {
				fmt.Fprintf(&text, "| %s | %d | %.4f | %.0f |\n", c.Name, p.Ef, p.Recall, p.QPS)
			}
		}
		fmt.Fprint(&text, "\n</details>\n")
		if err := b.plotCurves(r.curves); err != nil {
			return err
		}
	}
	r.rest(&text)
	return os.WriteFile(filepath.Join(b.docs, "benchmarks.md"), text.Bytes(), 0o666)
}

const curvesText = `Every index is a process of its own; they take turns in one run, and the fastest of its rounds counts for each. ` +
	`A query is one call. A hit counts that is as near as the tenth nearest, by exact products of float32. ` +
	`QPS at a recall is interpolated: logarithm of QPS over recall, straight between two efSearch. Memory is what a process ` +
	`has resident more after opening its index than before, mapped files included; of Kindred, after its first round of searches. usearch and hnswlib are called through their ` +
	`bindings for Node, whose price is part of what is measured; the binding of hnswlib takes plain arrays and was built with -march=native, ` +
	`that of usearch is the prebuilt one, which chooses its kernels at run time. Indexes of peers are built once and kept, beside ` +
	`whatever else the machine did then: their building is compared below, and here by processor seconds at most.`

// plotCurves draws the best of each library.
func (b *bench) plotCurves(r *curvesResult) error {
	var lines []line
	for _, group := range []string{groupKindred, groupHnswlib, groupUsearchI8, groupUsearchF32, groupFlat, groupChromem, groupCoder} {
		if curves := r.ofGroup(group); len(curves) > 0 {
			lines = append(lines, line{group, colors[len(lines)], frontier(curves...)})
		}
	}
	f, err := os.Create(filepath.Join(b.docs, "ann.svg"))
	if err != nil {
		return err
	}
	title := fmt.Sprintf("%d abstracts, %d dimensions: recall against speed", r.Rows, b.info.Dim)
	return errors.Join(plot(f, title, lines), f.Close())
}

// row is one figure that is asked for.
type row struct{ figure, asked, measured, verdict string }

const notMeasured = "not measured"

func atLeast(figure string, asked float64, have bool, got float64, format string) row {
	return judge(figure, "at least "+fmt.Sprintf(format, asked), have, got, format, got >= asked)
}

func atMost(figure string, asked float64, have bool, got float64, format string) row {
	return judge(figure, "at most "+fmt.Sprintf(format, asked), have, got, format, got <= asked)
}

func judge(figure, asked string, have bool, got float64, format string, good bool) row {
	switch {
	case !have:
		return row{figure, asked, notMeasured, ""}
	case good:
		return row{figure, asked, fmt.Sprintf(format, got), "reached"}
	}
	return row{figure, asked, fmt.Sprintf(format, got), "missed"}
}

// asked are all figures that the graph was asked to show.
func (b *bench) asked(r *results) (rows []row) {
	for _, g := range goals {
		c := comparison{recall: g.recall}
		if r.curves != nil {
			c = r.curves.compare(g)
		}
		rows = append(rows, atLeast(fmt.Sprintf("QPS at recall@10 of %.3g against the best of %s", c.recall, g.group), g.times, c.theirs > 0 && c.ours > 0, c.ours/c.theirs, "%.2f times"))
	}
	var peer, one, two float64
	papers := 0
	for _, build := range r.builds {
		papers = build.Papers
		switch {
		case strings.HasPrefix(build.Name, "usearch"):
			peer = build.Seconds
		case build.Threads == 1:
			one = build.Seconds
			rows = append(rows, atLeast(fmt.Sprintf("recall@10 at ef 100 of the graph built with one thread, %d papers", papers), 0.98, true, build.Recall, "%.4f"))
		default:
			two = build.Seconds
		}
	}
	rows = append(rows,
		atMost("build with one thread, against usearch i8 with expansion_add 200", 0.8, peer > 0 && one > 0, one/peer, "%.2f of its time"),
		atMost("build with two threads, against one", 0.55, one > 0 && two > 0, two/one, "%.2f of its time"))
	g, e, x, gr := r.graph, r.engine, r.exact, r.growth
	if g == nil {
		g = &graphResult{}
	}
	if e == nil {
		e = &engineResult{}
	}
	if x == nil {
		x = &exactResult{}
	}
	if gr == nil {
		gr = &growthResult{}
	}
	rows = append(rows,
		atMost("memory of graph and codes", float64(b.info.Dim+180), g.BytesPerPaper > 0, g.BytesPerPaper, "%.0f bytes a paper"),
		atMost(fmt.Sprintf("open of %d papers to the end of the first vector search", e.Papers), 50, e.Papers > 0, e.Open, "%.0f ms"),
		atMost("whole kindred search, start to end of the process", 300, e.Papers > 0, e.Search, "%.0f ms"),
		atLeast("recall@10 at the default setting, self-measured", 0.98, e.Papers > 0, e.Self, "%.4f"),
		atLeast("the same measured from outside", 0.98, e.Papers > 0, e.Outside, "%.4f"),
		atMost("difference of the two", 0.01, e.Papers > 0, math.Abs(e.Self-e.Outside), "%.4f"),
		atLeast("insertion while 2 clients search", 1000, g.Papers > 0, g.Inserts.PerSecond, "%.0f papers a second"),
		atMost("p99 of those searches", 10, g.Papers > 0, g.Inserts.P99, "%.2f ms"),
		atLeast("recall@10 after half was deleted", 0.97, g.Papers > 0, g.Deleted.Recall, "%.4f"))
	for _, f := range g.Filters {
		if f.Kind == filterRandom {
			rows = append(rows, atLeast(fmt.Sprintf("recall@10 behind a filter that %g %% pass", f.Percent), 0.95, true, f.Recall, "%.4f"))
		}
	}
	missing := 0
	for _, f := range g.Filters {
		missing += f.Missing
	}
	return append(rows,
		atMost("results missing behind all filters", 0, len(g.Filters) > 0, float64(missing), "%.0f"),
		atMost("exact search over int8 with re-scoring, 100,000 papers", 1.2, x.Papers > 0, x.Millis, "%.2f ms"),
		atLeast("its recall@10", 0.999, x.Papers > 0, x.Recall, "%.4f"),
		atMost("exponent of query time at recall 0.95, 100,000 to 2 million papers", 0.35, gr.complete(), gr.Exponent, "%.3f"))
}

// rest is what has no other place.
func (r *results) rest(w io.Writer) {
	if len(r.builds) > 0 {
		fmt.Fprintf(w, "\n## Building\n\nOne after the other, %d papers.\n\n| graph | threads | seconds | processor seconds | recall@10 at ef 100 |\n|---|---:|---:|---:|---:|\n", r.builds[0].Papers)
		for _, b := range r.builds {
			fmt.Fprintf(w, "| %s | %d | %.1f | %.1f | %.4f |\n", b.Name, b.Threads, b.Seconds, b.CPU, b.Recall)
		}
	}
	if g := r.growth; g != nil {
		fmt.Fprintf(w, "\n## Growth\n\nBeyond the real vectors, the same again with noise of length %g added, of length 1 again. Time of one query at recall@10 of %g, one thread.\n\n| papers | µs | built in s, %d threads |\n|---:|---:|---:|\n", growthNoise, growthAt, growthThreads)
		for _, p := range g.Points {
			fmt.Fprintf(w, "| %d | %.1f | %.0f |\n", p.Papers, p.Micros, p.Builds)
		}
		if g.Exponent != 0 {
			fmt.Fprintf(w, "\nTime grows with the power %.3f of the number of papers, fitted from 100,000 on.\n", g.Exponent)
		}
	}
	if g := r.graph; g != nil {
		fmt.Fprintf(w, "\n## Filters\n\n%d papers, efSearch %d, with which recall@10 is %.4f without a filter. Alike are the papers nearest to one of them, as those of a category are.\n\n| papers that pass | of | recall@10 | missing results | µs |\n|---|---:|---:|---:|---:|\n", g.Papers, g.EfSearch, g.Recall)
		for _, f := range g.Filters {
			fmt.Fprintf(w, "| %s | %g %% | %.4f | %d | %.0f |\n", f.Kind, f.Percent, f.Recall, f.Missing, f.Micros)
		}
		fmt.Fprintf(w, "\n## Changes\n\n- %.0f papers a second inserted while %d clients search: p50 %.2f ms, p99 %.2f ms over %d searches.\n- A random half deleted, in %.1f s: recall@10 %.4f on the rest, %d deleted papers among the hits.\n",
			g.Inserts.PerSecond, g.Inserts.Clients, g.Inserts.P50, g.Inserts.P99, g.Inserts.Searches, g.Deleted.Took, g.Deleted.Recall, g.Deleted.Gone)
	}
	if e := r.engine; e != nil {
		fmt.Fprintf(w, "\n## The engine\n\n%d papers in the store. Open to the end of the first vector search: %.0f ms, median %.0f. The process of kindred search: %.0f ms, median %.0f. Recall@10 of %d titles asked through the engine, against the same with exact: %.4f; self-measured %.4f at efSearch %d.\n",
			e.Papers, e.Open, e.OpenMid, e.Search, e.SearchM, e.Asked, e.Outside, e.Self, e.EfSearch)
	}
}
