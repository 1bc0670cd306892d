package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// stopsOfKind is how many runs are ended by each signal.
const stopsOfKind = 5

// A stopped is one run of the import that was ended.
type stopped struct {
	Signal string  `json:"signal"`     // "" of the last run, which comes to its end
	After  float64 `json:"after"`      // seconds from its start to the signal
	Took   float64 `json:"took"`       // to its end
	Early  bool    `json:"early"`      // it had ended before the signal
	Texts  int     `json:"texts"`      // given to the model
	From   *opened `json:"checkpoint"` // what it went on from; null of a store without a checkpoint
	Read   int     `json:"read"`       // papers that it read from the store because there was none
	Faults int     `json:"faults"`     // warnings and errors that the engine logged
}

type stopsResult struct {
	Seed       uint64     `json:"seed"`
	Whole      stopped    `json:"whole"` // the import that nobody stops
	Runs       []stopped  `json:"runs"`
	Texts      int        `json:"texts"` // of all runs
	Papers     int        `json:"papers"`
	Difference difference `json:"difference"` // of the two stores
}

// stops imports once without a stop, and once into another store with ten, at moments
// drawn uniformly over the time that the first took: each run goes on until the next
// moment, and is followed by nothing but the next run. Then it compares the stores.
func (b *bench) stops(ctx context.Context) (err error) {
	files, err := b.first(b.records)
	if err != nil {
		return err
	}
	folder := b.file("stops")
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o777)); err != nil {
		return err
	}
	at := func(name string) child {
		name = filepath.Join(folder, name)
		return child{name + ".db", name + ".log", name + ".counts"}
	}
	r := stopsResult{Seed: b.seed}
	whole, broken := at("whole"), at("stopped")
	if r.Whole, err = b.runUntil(ctx, whole, files, nil, 0); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(b.seed, 1))
	after := gaps(random, 2*stopsOfKind, time.Duration(r.Whole.Took*float64(time.Second)))
	for i, of := range random.Perm(2 * stopsOfKind) {
		var sig os.Signal = os.Interrupt
		if of%2 == 1 {
			sig = syscall.SIGKILL
		}
		run, err := b.runUntil(ctx, broken, files, sig, after[i])
		if err != nil {
			return err
		}
		r.Runs = append(r.Runs, run)
	}
	last, err := b.runUntil(ctx, broken, files, nil, 0)
	if err != nil {
		return err
	}
	r.Runs = append(r.Runs, last)
	for _, run := range r.Runs {
		r.Texts += run.Texts
	}
	want, err := readIdentities(ctx, whole.store)
	if err != nil {
		return err
	}
	got, err := readIdentities(ctx, broken.store)
	if err != nil {
		return err
	}
	r.Papers, r.Difference = len(want), compare(want, got)
	slog.Info("stopped", "texts", r.Texts, "of", r.Whole.Texts, "difference", r.Difference, "seed", r.Seed)
	return b.write("stops.json", r)
}

// gaps draws n moments, uniformly over a time, and gives those between each and the
// one before.
func gaps(random *rand.Rand, n int, over time.Duration) []time.Duration {
	moments := make([]time.Duration, n)
	for i := range moments {
		moments[i] = time.Duration(random.Float64() * float64(over))
	}
	slices.Sort(moments)
	for i, m := range slices.Backward(moments) {
		if i > 0 {
			moments[i] = m - moments[i-1]
		}
	}
	return moments
}

// runUntil runs a child to its end, or, where sig is not nil, ends it with that after a
// time.
func (b *bench) runUntil(ctx context.Context, c child, files []string, sig os.Signal, after time.Duration) (s stopped, err error) {
	before, err := countTexts(c.counts)
	if err != nil {
		return s, err
	}
	if err := os.RemoveAll(c.log); err != nil { // of the run before
		return s, err
	}
	p := exec.CommandContext(ctx, b.self, c.args(files)...)
	p.Stderr = os.Stderr
	begun := time.Now()
	if err := p.Start(); err != nil {
		return s, err
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	if sig != nil {
		s.Signal, s.After = sig.String(), after.Seconds()
		select {
		case err = <-ended:
			s.Early = true
		case <-time.After(after):
			if err := p.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return s, err
			}
			<-ended // by the signal, on purpose
		}
	} else {
		err = <-ended
	}
	if ctx.Err() != nil {
		return s, ctx.Err()
	}
	if err != nil {
		return s, fmt.Errorf("an import that nobody stopped: %w", err)
	}
	s.Took = time.Since(begun).Seconds()
	now, err := countTexts(c.counts)
	if err != nil {
		return s, err
	}
	s.Texts = now - before
	if err := s.readLog(c.log); err != nil {
		return s, err
	}
	slog.Info("run", "signal", s.Signal, "after", s.After, "took", s.Took, "texts", s.Texts, "from", s.From)
	return s, nil
}
