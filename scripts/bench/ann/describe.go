package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/kindred-search/kindred/index/vec"
	"github.com/kindred-search/kindred/scripts/bench/result"
)

// describe says on what, with what and how it was measured.
func (b *bench) describe(ctx context.Context, w io.Writer, r *results) {
	fmt.Fprint(w, "Measured and written by `make bench-ann` (package `scripts/bench/ann`, whose steps also run one by one). A machine that does other things meanwhile is slower; compare the sides of one run.\n\n")
	if r.curves != nil {
		fmt.Fprintf(w, "- When: %s. Time: %s clock, the best of %d rounds. Curves on %d papers.\n", r.curves.When, r.curves.Clock, r.curves.Rounds, r.curves.Rows)
	}
	fmt.Fprintf(w, "- Data: %d papers of arXiv and of venues, embedded by %s (%.12s) as title and abstract, %d dimensions, rounded through float16. The titles of %d others, embedded as questions, are the queries. Seed %d.\n",
		b.info.Base, b.info.Model, b.info.Identity, b.info.Dim, b.info.Queries, b.info.Seed)
	fmt.Fprintf(w, "- Machine: %s, %d processors, %s/%s, kernels %s.\n", result.Processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, vec.Kernel())
	fmt.Fprintf(w, "- Programs: %s; node %s, usearch %s, hnswlib-node %s; coder/hnsw %s, chromem-go %s.\n", runtime.Version(),
		said(ctx, "node", "--version"), b.npmVersion("usearch"), b.npmVersion("hnswlib-node"), goVersion("github.com/coder/hnsw"), goVersion("github.com/philippgille/chromem-go"))
	fmt.Fprint(w, "- Threads: one for each side, pinned to one processor, unless said otherwise. Parameters are in the names: m is M or connectivity, add and efc are expansion_add and efConstruction.\n")
}

func said(ctx context.Context, args ...string) string {
	out, err := exec.CommandContext(ctx, args[0], args[1:]...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

func (b *bench) npmVersion(name string) string {
	var p struct{ Version string }
	told, _ := os.ReadFile(b.file("node/node_modules/" + name + "/package.json"))
	if json.Unmarshal(told, &p) != nil {
		return "unknown"
	}
	return p.Version
}

// goVersion is the version of a module that gopeers requires.
func goVersion(module string) string {
	told, _ := os.ReadFile("scripts/bench/ann/gopeers/go.mod")
	for line := range strings.Lines(string(told)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == module {
			return fields[1]
		}
	}
	return "unknown"
}
