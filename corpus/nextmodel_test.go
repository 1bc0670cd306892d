package corpus

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

var secondModel = Model{Identity: "fedcba9876543210", Name: "second-model", Dim: 2}

// gather puts next vectors for at most limit papers and returns how many.
func gather(t *testing.T, s *Store, limit int) int {
	t.Helper()
	pending, err := s.Pending(ctx, 0, limit)
	if err != nil {
		t.Fatal(err)
	}
	vectors := make([][]float32, len(pending))
	for i := range vectors {
		vectors[i] = []float32{0.6, 0.8}
	}
	if err := s.PutNext(ctx, secondModel.Identity, pending, vectors); err != nil {
		t.Fatal(err)
	}
	return len(pending)
}

func TestNextModel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	papers := []Paper{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}, {ID: "c", Title: "C"}, {ID: "d", Title: "D"}}
	out := mustAdd(t, s, papers...)
	old := vectors(t, s)
	if err := s.SetModel(ctx, secondModel); !errors.Is(err, ErrOtherModel) || !strings.Contains(err.Error(), "kindred model use") || !strings.Contains(err.Error(), "--model test-model") {
		t.Errorf("another model: got %v, need both ways out", err)
	}
	if err := s.BeginNext(ctx, secondModel); err != nil {
		t.Fatal(err)
	}
	if n := gather(t, s, 2); n != 2 {
		t.Fatalf("gathered %d", n)
	}

	// Interrupted, and begun again: nothing gathered is lost.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, Options{})
	if err := s.BeginNext(ctx, secondModel); err != nil {
		t.Fatal(err)
	}
	if pending, err := s.Pending(ctx, 0, 10); err != nil || len(pending) != 2 || pending[0].Title != "C" {
		t.Fatalf("got %+v, %v", pending, err)
	}

	// Meanwhile: a text read for embedding changes, one that has its next
	// vector changes, a paper comes, one goes.
	stale, err := s.Pending(ctx, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	papers[0].Abstract, papers[2].Abstract = "new", "new"
	mustAdd(t, s, papers[0], papers[2], Paper{ID: "e", Title: "E"})
	if _, err := s.Delete(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	if err := s.PutNext(ctx, secondModel.Identity, stale, [][]float32{{1, 0}}); err != nil {
		t.Fatal(err)
	}
	if err := s.UseNext(ctx, secondModel.Identity); !errors.Is(err, ErrPending) || !strings.Contains(err.Error(), "4 papers") {
		t.Errorf("got %v, need ErrPending for a, c, d, e", err)
	}
	if v := vectors(t, s); v[out[3].Number] != old[out[3].Number] {
		t.Error("the vectors that serve were touched")
	}
	if st, err := s.Stats(ctx); err != nil || st.Model != testModel || st.Next != secondModel || st.Ready != 0 || st.Vectors != 4 {
		t.Errorf("got %+v, %v", st, err)
	}
	sound(t, s)
	for gather(t, s, 3) > 0 {
	}
	if err := s.UseNext(ctx, secondModel.Identity); err != nil {
		t.Fatal(err)
	}
	now, coming, err := s.Models(ctx)
	if err != nil || now != secondModel || coming != (Model{}) {
		t.Errorf("got %+v, %+v, %v", now, coming, err)
	}
	for n, v := range vectors(t, s) {
		if v != stored16([]float32{0.6, 0.8}) {
			t.Errorf("paper number %d has vector %s", n, v)
		}
	}
	if _, err := add(s, Paper{ID: "f", Title: "F"}); !errors.Is(err, ErrOtherModel) {
		t.Errorf("vectors of the old model: got %v", err)
	}
	sound(t, s)

	// And back, given up half way.
	if err := s.BeginNext(ctx, testModel); err != nil {
		t.Fatal(err)
	}
	if err := s.DropNext(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.UseNext(ctx, testModel.Identity); !errors.Is(err, ErrOtherModel) {
		t.Errorf("nothing begun: got %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// Of another model, the store still opens for listing and reading.
	r, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if p, err := r.Paper(ctx, "e"); err != nil || p.Title != "E" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestNextModelRefuses(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, Paper{ID: "a", Title: "A"})
	f := func(err, sentinel error, words string) {
		t.Helper()
		if !errors.Is(err, sentinel) || !strings.Contains(err.Error(), words) {
			t.Errorf("got %v, need it to say %q", err, words)
		}
	}
	f(s.BeginNext(ctx, testModel), ErrInvalid, "has the vectors of test-model already")
	f(s.BeginNext(ctx, Model{Identity: "x", Name: "n", Dim: MaxDim + 1}), ErrInvalid, "need a name")
	if err := s.BeginNext(ctx, secondModel); err != nil {
		t.Fatal(err)
	}
	pending, err := s.Pending(ctx, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	f(s.PutNext(ctx, secondModel.Identity, pending, nil), ErrInvalid, "1 papers and 0 vectors")
	f(s.PutNext(ctx, secondModel.Identity, pending, [][]float32{{1, 0, 0}}), ErrOtherModel, "3 components")
	f(s.PutNext(ctx, testModel.Identity, pending, [][]float32{{1, 0}}), ErrOtherModel, "begin again")
}

// Papers that were added before there was a model get their vectors as those
// of a next one.
func TestModelOfAStoreWithout(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "papers.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if plan, err := s.Plan(ctx, []Paper{{ID: "a", Title: "A"}}, PlanOptions{}); err != nil || plan[0].NeedsVector {
		t.Fatalf("got %+v, %v", plan, err)
	} else if _, err := s.Commit(ctx, "", plan); err != nil {
		t.Fatal(err)
	}
	if err := s.SetModel(ctx, secondModel); !errors.Is(err, ErrPending) {
		t.Errorf("got %v", err)
	}
	if err := s.BeginNext(ctx, secondModel); err != nil {
		t.Fatal(err)
	}
	gather(t, s, 10)
	if err := s.UseNext(ctx, secondModel.Identity); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
}
