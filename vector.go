package kindred

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/kindred-search/kindred/embed"
)

// unlikeWeight is how far the papers of Unlike push the query away, against 1
// for those of Like: they say what to leave, not where to go (Rocchio's
// feedback takes less for what is not relevant, too).
const unlikeWeight = 0.5

// direction is the unit vector to search with: the sum of the directions of
// a text, the vector and the mean of the liked papers, less that of the
// unliked ones.
func (e *Engine) direction(ctx context.Context, v *view, q *Query, text string, like, unlike []uint32, t *Timing) ([]float32, error) {
	sum := make([]float64, v.model.Dim)
	if text != "" {
		m, err := e.modelFor(v.model)
		if err != nil {
			return nil, err
		}
		begun := time.Now()
		meaning, err := m.Query(ctx, text)
		t.Embed = time.Since(begun)
		if embed.OfText(err) {
			return nil, fmt.Errorf("%w: %w", parameter("q", q.Text, "a question with words that the model knows"), err)
		}
		if err != nil {
			return nil, err
		}
		accumulate(sum, meaning, 1)
	}
	if len(q.Vector) > 0 {
		if len(q.Vector) != v.model.Dim {
			return nil, parameter("vector", said(fmt.Sprint(len(q.Vector), " numbers")), fmt.Sprintf("the %d of %s", v.model.Dim, v.model.Name))
		}
		given := make([]float64, v.model.Dim)
		accumulate(given, q.Vector, 1)
		if !addUnit(sum, given, 1, 0) {
			return nil, parameter("vector", said("without a direction"), "finite numbers that are not all 0")
		}
	}
	for _, side := range []struct {
		name   string
		ids    []string
		slots  []uint32
		weight float64
	}{{"like", q.Like, like, 1}, {"unlike", q.Unlike, unlike, -unlikeWeight}} {
		if len(side.slots) == 0 {
			continue
		}
		mean, err := v.sum(side.slots)
		if err != nil {
			return nil, err
		}
		if !addUnit(sum, mean, side.weight, least) && side.weight > 0 {
			return nil, parameter(side.name, said(fmt.Sprintf("%q", side.ids)), "a paper with words that the model knows")
		}
	}
	unit := make([]float64, v.model.Dim)
	if !addUnit(unit, sum, 1, least) {
		return nil, parameter("unlike", said(fmt.Sprintf("%q", q.Unlike)), "papers that do not cancel out what is asked for")
	}
	return narrow(unit), nil
}

// sum is that of the vectors of papers, which has the direction of their mean.
func (v *view) sum(slots []uint32) ([]float64, error) {
	sum := make([]float64, v.model.Dim)
	for _, slot := range slots {
		if v.bare.Has(slot) {
			continue
		}
		vector := v.index.Vector(slot)
		if vector == nil {
			return nil, errNoVector
		}
		accumulate(sum, vector, 1)
	}
	return sum, nil
}

func narrow(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

func accumulate(sum []float64, v []float32, weight float64) {
	for i, x := range v {
		sum[i] += weight * float64(x)
	}
}

// least is the largest component below which a sum of unit vectors is only what
// rounding leaves of vectors that cancel out.
const least = 1e-6

// addUnit adds the direction of v; false when it has none, its largest
// component being at most least.
func addUnit(sum, v []float64, weight, least float64) bool {
	largest := 0.0
	for _, x := range v {
		largest = max(largest, math.Abs(x)) // a NaN stays
	}
	if !(largest > least) || math.IsInf(largest, 0) {
		return false
	}
	var square float64
	for _, x := range v {
		square += (x / largest) * (x / largest)
	}
	scale := weight / (largest * math.Sqrt(square))
	for i, x := range v {
		sum[i] += x * scale
	}
	return true
}
