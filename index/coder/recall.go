package coder

import (
	"context"
	"fmt"
)

// MeasureRecall returns the part of the k nearest that Search finds, over all
// queries, unit vectors one behind the other; a hit as near as the k-th nearest is
// as good. It is 1 for an empty index and without queries. Queries that are
// stored vectors flatter a graph: take titles of papers, embedded as questions. The
// errors are those of Search.
func (x *Index) MeasureRecall(ctx context.Context, queries []float32, k int) (float64, error) {
	if len(queries)%x.Dim() != 0 {
		return 0, fmt.Errorf("coder: cannot measure recall: got %d numbers for queries of %d dimensions: %w; embed them with the model of the store", len(queries), x.Dim(), ErrDimension)
	}
	right, all := 0, 0
	for ; len(queries) > 0; queries = queries[x.Dim():] {
		query := queries[:x.Dim()]
		truth, err := x.Exact(ctx, query, k, nil)
		if err != nil {
			return 0, err
		}
		hits, err := x.Search(ctx, query, k, nil)
		if err != nil {
			return 0, err
		}
		all += len(truth)
		for _, h := range hits {
			if h.Score >= truth[len(truth)-1].Score {
				right++
			}
		}
	}
	if all == 0 {
		return 1, nil
	}
	return float64(right) / float64(all), nil
}

// Require measures as MeasureRecall does and returns what it found, with an error
// that wraps ErrRecall when that is below what is asked for: such an index must
// not be used.
func (x *Index) Require(ctx context.Context, queries []float32, k int, asked float64) (float64, error) {
	found, err := x.MeasureRecall(ctx, queries, k)
	if err != nil {
		return 0, err
	}
	if found < asked {
		return found, fmt.Errorf("%w: recall@%d is %.3f among %d papers, need %.3f; search with --index hnsw, or --index flat", ErrRecall, k, found, x.Len(), asked)
	}
	return found, nil
}
