// Command engine measures a whole kindred binary as its users meet it: an
// import, the same import again, a server's start, searches over HTTP by one
// client and by many, and searches during an import. It speaks to 127.0.0.1
// only, and every loop of it is bounded.
//
//	go run ./scripts/bench/engine -kindred bin/kindred -papers ../shared/corpora/hf-daily.json.zst
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/kindred-search/kindred/scripts/bench/binary"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var b bench
	kindred := flag.String("kindred", "bin/kindred", "the binary")
	flag.StringVar(&b.papers, "papers", "../shared/corpora/hf-daily.json.zst", "papers to import")
	flag.DurationVar(&b.during, "during", 5*time.Second, "how long many clients ask")
	flag.IntVar(&b.clients, "clients", 16, "how many they are")
	flag.Parse()
	b.kindred = binary.Binary(*kindred)
	if err := b.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "engine:", err)
		os.Exit(1)
	}
}

// bench is one run of all measurements.
type bench struct {
	kindred binary.Binary
	papers  string
	during  time.Duration
	clients int
	dir     string
	titles  []string
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "kindred-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	for _, step := range []func(context.Context) error{b.imports, b.readTitles, b.serves, b.searchesDuringImport} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) data() string { return filepath.Join(b.dir, "papers.db") }

// imports measures the whole process: an import, and the same again.
func (b *bench) imports(ctx context.Context) error {
	for _, what := range []string{"import", "the same again"} {
		u, err := binary.Measure(b.kindred.Command(ctx, "index", "--data", b.data(), b.papers))
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		fmt.Printf("%-32s %.2f s, peak %d MB: %s\n", what, u.Seconds, u.Peak>>20, u.Out)
	}
	return nil
}
