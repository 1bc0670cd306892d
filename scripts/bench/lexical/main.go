// Command lexical measures index/lexical: its speed beside bleve and SQLite's
// FTS5 on the same papers and questions in one run, its size, and its quality on
// judged collections. It is a module of its own, so that the project does not
// depend on its peers.
//
//	go run -tags sqlite_fts5 . -shared ../../../../shared            speed, with peers
//	go run -tags sqlite_fts5 . -shared ../../../../shared -peers=false
//	go run -tags sqlite_fts5 . -quality DIR...                       quality
package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strings"

	"github.com/kindred-search/kindred/index/lexical"
)

//go:embed questions.txt
var questionFile []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var b bench
	flag.StringVar(&b.shared, "shared", "../shared", "the folder that holds corpora")
	flag.IntVar(&b.papers, "papers", 1<<30, "papers to index at most")
	flag.IntVar(&b.rounds, "rounds", 5, "how often each question is asked")
	flag.BoolVar(&b.peers, "peers", true, "measure bleve and FTS5, too; takes many minutes to index")
	flag.StringVar(&b.profile, "profile", "", "write a CPU profile of Kindred's searches here")
	quality := flag.Bool("quality", false, "measure quality on the folders given")
	var o lexical.Options
	flag.Float64Var(&o.K1, "k1", 0, "k1 for -quality")
	flag.Float64Var(&o.B, "b", 0, "b for -quality")
	flag.Float64Var(&o.Weights[lexical.Title], "title", 0, "weight of the title for -quality")
	flag.Parse()
	var err error
	if *quality {
		err = judge(ctx, o, flag.Args())
	} else {
		err = b.run(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lexical:", err)
		os.Exit(1)
	}
}

// bench is one run of all engines.
type bench struct {
	shared, profile string
	papers, rounds  int
	peers           bool
	dir             string
}

// An engine is one of those compared.
type engine interface {
	name() string
	add(papers []paper) error
	finish() (bytes int64, err error) // no more papers come
	search(question string) (hits int, err error)
	close() error
}

func questions() (all []string) {
	for s := bufio.NewScanner(bytes.NewReader(questionFile)); s.Scan(); {
		if q := strings.TrimSpace(s.Text()); q != "" {
			all = append(all, q)
		}
	}
	return all
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "kindred-lexical-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	ours, err := newKindred(b.dir)
	if err != nil {
		return err
	}
	engines := []engine{ours}
	if b.peers {
		fts, err := newFTS(b.dir)
		if err != nil {
			return err
		}
		bl, err := newBleve(b.dir)
		if err != nil {
			return err
		}
		engines = append(engines, fts, bl)
	}
	for _, e := range engines {
		if err := b.index(ctx, e); err != nil {
			return fmt.Errorf("%s: %w", e.name(), err)
		}
	}
	if err := ours.exact(questions()); err != nil {
		return err
	}
	fmt.Printf("%d questions: the best 100 are those of scoring everything\n", len(questions()))
	runtime.GOMAXPROCS(1)
	if b.profile != "" {
		f, err := os.Create(b.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return b.ask(ctx, engines)
}
