package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A contender is an index with its parameters, before it runs.
type contender struct {
	name    string // without spaces; that of its cache file
	group   string // contenders of one group are one library: its best is taken at each recall
	program []string
	config  sideConfig
	efs     []int // what it is searched with; nil for -ef
	count   int   // queries, when not all are asked
}

const (
	groupKindred    = "kindred hnsw"
	groupFlat       = "kindred flat (exact)"
	groupUsearchF32 = "usearch f32"
	groupUsearchI8  = "usearch i8"
	groupHnswlib    = "hnswlib"
	groupCoder      = "coder/hnsw"
	groupChromem    = "chromem-go (exhaustive)"
)

// contenders are all that run, in the order in which they take turns.
func (b *bench) contenders() []contender {
	node := []string{"node", "--expose-gc", b.file("node/side.mjs")}
	gopeers := []string{b.file("gopeers.bin")}
	self := []string{b.self, "side"}
	var list []contender
	for _, g := range b.graphs {
		list = append(list, contender{
			name: fmt.Sprintf("kindred-m%d-efc%d", g[0], g[1]), group: groupKindred, program: self,
			config: sideConfig{Kind: "hnsw", M: g[0], EfConstruction: g[1]},
		})
	}
	for _, m := range []int{16, 32} {
		for _, efc := range []int{128, 200} {
			for _, q := range []struct{ name, group string }{{"f32", groupUsearchF32}, {"i8", groupUsearchI8}} {
				list = append(list, contender{
					name: fmt.Sprintf("usearch-%s-m%d-add%d", q.name, m, efc), group: q.group, program: node,
					config: sideConfig{Kind: "usearch", M: m, EfConstruction: efc, Quantization: q.name, Metric: "ip"},
				})
			}
		}
		list = append(list, contender{
			name: fmt.Sprintf("hnswlib-m%d-efc200", m), group: groupHnswlib, program: node,
			config: sideConfig{Kind: "hnswlib", M: m, EfConstruction: 200, Metric: "ip"},
		})
	}
	return append(list,
		contender{
			name: "usearch-i8-cos-m16-add200", group: groupUsearchI8, program: node,
			config: sideConfig{Kind: "usearch", M: 16, EfConstruction: 200, Quantization: "i8", Metric: "cos"},
		},
		contender{name: "coder-m16-ef20", group: groupCoder, program: gopeers, config: sideConfig{Kind: "coder", M: 16, EfConstruction: 20}},
		contender{name: "coder-m32-ef200", group: groupCoder, program: gopeers, config: sideConfig{Kind: "coder", M: 32, EfConstruction: 200}},
		contender{name: "chromem", group: groupChromem, program: gopeers, config: sideConfig{Kind: "chromem"}, efs: []int{0}, count: 50},
		contender{name: "flat", group: groupFlat, program: self, config: sideConfig{Kind: "flat"}, efs: []int{0}, count: 500},
	)
}

// chosen are the contenders whose names -sides names: parts of names, comma between.
func (b *bench) chosen() (list []contender) {
	for _, c := range b.contenders() {
		for part := range strings.SplitSeq(b.only, ",") {
			if strings.Contains(c.name, part) {
				list = append(list, c)
				break
			}
		}
	}
	return list
}

// start starts a contender on the first rows of base.
func (b *bench) start(ctx context.Context, c contender, rows int) (*side, error) {
	return b.startOn(ctx, c, b.file("base.f32"), rows)
}

// startOn starts a contender on the first rows of a file of vectors.
func (b *bench) startOn(ctx context.Context, c contender, base string, rows int) (*side, error) {
	config := c.config
	config.Base, config.Queries, config.Dim, config.Rows = base, b.file("queries.f32"), b.info.Dim, rows
	config.Count = b.info.Queries
	if c.count > 0 {
		config.Count = min(c.count, config.Count)
	}
	config.Threads = max(config.Threads, 1)
	if err := os.MkdirAll(b.file("built"), 0o777); err != nil {
		return nil, err
	}
	config.Cache = b.file(fmt.Sprintf("built/%s-%d", c.name, rows))
	return startSide(ctx, c.name, config, b.cpu, c.program...)
}

// makePeers installs the peers of Node and builds those of Go, unless they are there.
func (b *bench) makePeers(ctx context.Context) error {
	run := func(dir string, env []string, args ...string) error {
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w; its last words: %.2000s", strings.Join(args, " "), err, out)
		}
		return nil
	}
	out, err := filepath.Abs(b.out)
	if err != nil {
		return err
	}
	node := filepath.Join(out, "node")
	if err := os.MkdirAll(node, 0o777); err != nil {
		return err
	}
	for _, name := range []string{"package.json", "side.mjs", "usearch.mjs", "hnswlib.mjs"} {
		text, err := os.ReadFile(filepath.Join("scripts/bench/ann/node", name))
		if err != nil {
			return fmt.Errorf("%w; run in the root of the repository", err)
		}
		if err := os.WriteFile(filepath.Join(node, name), text, 0o666); err != nil {
			return err
		}
	}
	if _, err := os.Stat(filepath.Join(node, "node_modules", "hnswlib-node", "build", "Release", "addon.node")); err != nil {
		if err := run(node, nil, "npm", "install", "--ignore-scripts", "--no-package-lock", "--loglevel=error"); err != nil {
			return err
		}
		if err := run(node, []string{"CXXFLAGS=-O3 -march=native"}, "npm", "rebuild", "hnswlib-node", "--foreground-scripts"); err != nil {
			return err
		}
	}
	return run("scripts/bench/ann/gopeers", nil, "go", "build", "-o", filepath.Join(out, "gopeers.bin"), ".")
}
