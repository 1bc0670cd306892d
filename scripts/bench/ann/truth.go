package main

import (
	"fmt"
	"log/slog"
	"math"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
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
// files when they are there.
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
	t := nearest(base, queries, dim, depth, nil)
	slog.Info("exact neighbors", "of", q, "among", n, "took", time.Since(begun).Round(time.Millisecond))
	if err := writeNumbers(slotsFile, t.slots); err != nil {
		return truth{}, fmt.Errorf("exact neighbors: %w", err)
	}
	return t, writeNumbers(dotsFile, t.dots)
}

// nearest finds the exact neighbors among the rows that pass. Every row is multiplied
// with every query: blocks of rows that stay in the processor's cache meet all
// queries one after the other. Every query gets depth neighbors: where fewer pass,
// the last are of slot math.MaxUint32 with a product of -2.
func nearest(base, queries []float32, dim, depth int, pass bitmap.Bitmap) truth {
	const block = 512 // rows; 786 KB at 384 dimensions
	workers := runtime.NumCPU()
	n, q := len(base)/dim, len(queries)/dim
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
						if p >= floor && (pass == nil || pass.Has(uint32(from+j))) {
							tops[i].Offer(index.Hit{Slot: uint32(from + j), Score: p})
							floor = tops[i].Floor()
						}
					}
				}
			}
		})
	}
	group.Wait()
	var t truth
	for _, top := range tops {
		hits := top.Hits()
		for len(hits) < depth {
			hits = append(hits, index.Hit{Slot: math.MaxUint32, Score: -2})
		}
		for _, h := range hits {
			t.slots, t.dots = append(t.slots, h.Slot), append(t.dots, h.Score)
		}
	}
	return t
}
