package main

import (
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/vec"
)

// truthDepth is how many true neighbors are kept per query.
const truthDepth = 100

// truth holds the exact neighbors of every query, best first.
type truth struct {
	slots []uint32
	dots  []float32
}

// makeTruth returns the exact neighbors among the rows of base, read from the
// files when they are there. Every row is multiplied with every query: blocks of
// rows that stay in the processor's cache meet all queries one after the other.
func (b *bench) makeTruth(name string, base, queries []float32, dim int) (truth, error) {
	slotsFile, dotsFile := b.file("truth-"+name+".u32"), b.file("truth-"+name+".dot.f32")
	n, q := len(base)/dim, len(queries)/dim
	depth := min(truthDepth, n)
	if _, err := os.Stat(dotsFile); err == nil { // written last
		slots, err := readNumbers[uint32](slotsFile, q*depth)
		if err != nil {
			return truth{}, err
		}
		dots, err := readNumbers[float32](dotsFile, q*depth)
		return truth{slots, dots}, err
	}
	begun := time.Now()
	const block = 512 // rows; 786 KB at 384 dimensions
	const workers = 2
	tops := make([]*index.Top, q)
	for i := range tops {
		tops[i] = index.NewTop(depth)
	}
	var group sync.WaitGroup
	for w := range workers { // each has queries of its own
		group.Go(func() {
			products := make([]float32, block)
			for from := 0; from < n; from += block {
				to := min(from+block, n)
				products := products[:to-from]
				for i := w; i < q; i += workers {
					vec.Dots(products, queries[i*dim:][:dim], base[from*dim:to*dim])
					floor := tops[i].Floor()
					for j, p := range products {
						if p >= floor {
							tops[i].Offer(index.Hit{Slot: uint32(from + j), Score: p})
							floor = tops[i].Floor()
						}
					}
				}
			}
		})
	}
	group.Wait()
	t := truth{}
	for _, top := range tops {
		for _, h := range top.Hits() {
			t.slots, t.dots = append(t.slots, h.Slot), append(t.dots, h.Score)
		}
	}
	slog.Info("exact neighbors", "of", q, "among", n, "took", time.Since(begun).Round(time.Millisecond))
	if err := writeNumbers(slotsFile, t.slots); err != nil {
		return truth{}, fmt.Errorf("exact neighbors: %w", err)
	}
	return t, writeNumbers(dotsFile, t.dots)
}
