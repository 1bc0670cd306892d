package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/scripts/bench/binary"
)

// An imported is one run of kindred index.
type imported struct {
	binary.Usage
	summary
	Rate float64 `json:"records_per_second"` // read, by the time of the whole process
}

type importResult struct {
	All   imported `json:"all"`
	Small imported `json:"small"`
}

// imports measures an import of the first -small records and one of all, whose store the
// other steps use, each into a fresh store.
func (b *bench) imports(ctx context.Context) (err error) {
	var r importResult
	if r.Small, err = b.fresh(ctx, b.file("small.db"), b.small); err != nil {
		return err
	}
	if err := removeStore(b.file("small.db")); err != nil {
		return err
	}
	if r.All, err = b.fresh(ctx, b.store(), 0); err != nil {
		return err
	}
	return b.write("import.json", r)
}

// fresh imports the first n records, all for 0, into a store that was not there before.
func (b *bench) fresh(ctx context.Context, store string, n int) (imported, error) {
	files, err := b.first(n)
	if err != nil {
		return imported{}, err
	}
	if err := removeStore(store); err != nil {
		return imported{}, err
	}
	return b.index(ctx, store, files)
}

// index runs kindred index with the environment given besides.
func (b *bench) index(ctx context.Context, store string, files []string, environment ...string) (i imported, err error) {
	c := b.kindred.Command(ctx, append([]string{"index", "--data", store}, files...)...)
	c.Env = append(os.Environ(), environment...)
	if i.Usage, err = binary.Measure(c); err != nil {
		return i, fmt.Errorf("%w; run `make build` if there is no binary", err)
	}
	if i.summary, err = parseSummary(i.Out); err != nil {
		return i, err
	}
	i.Rate = float64(i.Read) / i.Seconds
	slog.Info("imported", "store", store, "records", i.Read, "a second", int(i.Rate), "peak MB", i.Peak/1e6)
	return i, nil
}

// A summary is the line in which kindred index tells what it did.
type summary struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	Read      int `json:"read"`
	Merged    int `json:"merged"`
}

var counted = regexp.MustCompile(`(added|updated|unchanged|rejected) (\d+)|(\d+) (read|merged)`)

// parseSummary reads the last line of what kindred index wrote.
func parseSummary(out string) (s summary, err error) {
	line := out[strings.LastIndexByte(out, '\n')+1:]
	found := 0
	for _, m := range counted.FindAllStringSubmatch(line, -1) {
		into := map[string]*int{"added": &s.Added, "updated": &s.Updated, "unchanged": &s.Unchanged, "rejected": &s.Rejected, "read": &s.Read, "merged": &s.Merged}[m[1]+m[4]]
		if *into, err = strconv.Atoi(m[2] + m[3]); err != nil {
			return s, err
		}
		found++
	}
	if found != 6 {
		return s, fmt.Errorf("kindred index ended with %q; need its six counts", line)
	}
	return s, nil
}

// again runs the import of all records on the store that has them, some times.
func (b *bench) again(ctx context.Context) error {
	if err := b.haveStore(); err != nil {
		return err
	}
	files, err := b.first(0)
	if err != nil {
		return err
	}
	var runs []imported
	for range b.rounds {
		i, err := b.index(ctx, b.store(), files)
		if err != nil {
			return err
		}
		if i.Added > 0 { // some are updated: two records of one id, which take turns
			return fmt.Errorf("the store did not have all of the import: %s; run the step import", i.Out)
		}
		runs = append(runs, i)
	}
	return b.write("again.json", runs)
}
