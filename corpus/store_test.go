package corpus

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"testing"
)

var ctx = context.Background()

// testModel has few dimensions, so that its vectors can be read.
var testModel = Model{Identity: "0123456789abcdef", Name: "test-model", Dim: 4}

// open makes a store in a new folder; on the way out it is checked and closed.
func open(t testing.TB, o Options) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "papers.db"), o)
}

func openAt(t testing.TB, path string, o Options) *Store {
	t.Helper()
	s, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if !o.ReadOnly {
		if err := s.SetModel(ctx, testModel); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if !s.closed.Load() {
			sound(t, s)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// sound fails the test when the store has a fault.
func sound(t testing.TB, s *Store) {
	t.Helper()
	faults, err := s.Check(ctx)
	if err != nil {
		t.Errorf("check: %v", err)
	}
	for _, fault := range faults {
		t.Errorf("check: %s", fault)
	}
}

// vectorOf is a unit vector that depends on the text only.
func vectorOf(p Paper) []float32 {
	h := p.TextHash()
	v := make([]float32, testModel.Dim)
	var square float64
	for i := range v {
		v[i] = float32(h[i]) + 1
		square += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v
}

// add plans and commits papers, with vectorOf where a vector is needed.
func add(s *Store, papers ...Paper) ([]Outcome, error) {
	changes, err := s.Plan(ctx, papers, PlanOptions{})
	if err != nil {
		return nil, err
	}
	for i := range changes {
		if changes[i].NeedsVector {
			changes[i].Vector = vectorOf(changes[i].Paper)
		}
	}
	return s.Commit(ctx, testModel.Identity, changes)
}

func mustAdd(t testing.TB, s *Store, papers ...Paper) []Outcome {
	t.Helper()
	outcomes, err := add(s, papers...)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// actions joins what became of each change.
func actions(outcomes []Outcome) string {
	var s string
	for i, o := range outcomes {
		if i > 0 {
			s += " "
		}
		s += o.Action.String()
	}
	return s
}

// vectors reads all vectors of a store by number.
func vectors(t testing.TB, s *Store) map[int64]string {
	t.Helper()
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	all := map[int64]string{}
	for vec, err := range v.Vectors(0) {
		if err != nil {
			t.Fatal(err)
		}
		all[vec.Number] = fmt.Sprintf("%x", vec.Float16)
	}
	return all
}

// stored16 is what vectors gives for a vector.
func stored16(v []float32) string { return fmt.Sprintf("%x", AppendFloat16(nil, v)) }
