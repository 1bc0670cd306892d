package corpus

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"slices"
	"testing"
)

// collect reads a sequence to its end.
func collect[T any](t testing.TB, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func snapshot(t testing.TB, s *Store) *Snapshot {
	t.Helper()
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func TestSnapshot(t *testing.T) {
	s := open(t, Options{})
	a := Paper{ID: "a", Title: "A", Abstract: "x", Authors: []string{"Ada"}, AuthorCount: 2, Organization: "O", Categories: []string{"cs.CL"}, Venue: "V",
		Published: date(t, "2023"), Listed: date(t, "2023-10-25"), Votes: new(2), Citations: new(7), Repository: "r"}
	b, c := Paper{ID: "b", Title: "B"}, Paper{ID: "c", Title: "C"}
	out := mustAdd(t, s, a, b, c)
	if _, _, err := s.Vote(ctx, "a", 1); err != nil {
		t.Fatal(err)
	}
	v := snapshot(t, s)
	if v.Seq != 4 || v.Model != testModel || len(v.Store) != 32 {
		t.Errorf("got %+v", v)
	}

	// What comes after is not in it.
	b.Abstract = "new"
	mustAdd(t, s, b, Paper{ID: "d", Title: "D"})
	if gone, err := s.Delete(ctx, "c", "nobody"); err != nil || len(gone) != 1 || gone[0].ID != "c" || gone[0].Number != out[2].Number {
		t.Fatalf("got %+v, %v", gone, err)
	}
	rows := collect(t, v.Rows(0))
	want := Row{Number: out[0].Number, Seq: 4, Text: a.TextHash(), ID: "a", Title: "A", Abstract: a.Abstract, Published: a.Published, Listed: a.Listed, Votes: 3, Citations: 7, AuthorCount: 2,
		Authors: []string{"Ada"}, Categories: []string{"cs.CL"}, Venue: "V", Organization: "O", HasRepository: true}
	if len(rows) != 3 || !reflect.DeepEqual(rows[0], want) {
		t.Errorf("got %+v\nneed %+v", rows, want)
	}
	if got := collect(t, v.Papers(0)); len(got) != 3 || got[1].Abstract != "" {
		t.Errorf("got %+v", got)
	}
	if got := collect(t, v.Deleted(0)); len(got) != 0 {
		t.Errorf("got %+v", got)
	}

	// An index that has seen v catches up.
	w := snapshot(t, s)
	var ids []string
	for _, r := range collect(t, w.Rows(v.Seq)) {
		ids = append(ids, r.ID)
	}
	if !slices.Equal(ids, []string{"b", "d"}) {
		t.Errorf("changed: got %v", ids)
	}
	var numbers []int64
	for _, vec := range collect(t, w.Vectors(v.Seq)) {
		numbers = append(numbers, vec.Number)
	}
	if !slices.Equal(numbers, []int64{out[1].Number, out[2].Number + 1}) {
		t.Errorf("changed vectors: got %v", numbers)
	}
	if got := collect(t, w.Deleted(v.Seq)); len(got) != 1 || got[0] != (Tombstone{7, out[2].Number, "c"}) {
		t.Errorf("deleted: got %+v", got)
	}
	if got := collect(t, w.Rows(w.Seq)); len(got) != 0 {
		t.Errorf("behind the end: got %+v", got)
	}
	if again := mustAdd(t, s, c); again[0].Number <= out[2].Number {
		t.Errorf("the number of a deleted paper was used again: %+v", again)
	}
	for r, err := range w.Rows(0) { // left before its end
		if err != nil || r.ID != "a" {
			t.Errorf("got %+v, %v", r, err)
		}
		break
	}
}

func TestSnapshotEndsWithItsContext(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, Paper{ID: "a", Title: "A"})
	short, cancel := context.WithCancel(ctx)
	v, err := s.Snapshot(short)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	cancel()
	var last error
	for _, err := range v.Rows(0) {
		last = err
	}
	if last == nil {
		t.Error("read on after its context ended")
	}
	if _, err := s.Plan(short, nil, PlanOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("plan: got %v", err)
	}
	if _, err := s.Commit(short, testModel.Identity, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("commit: got %v", err)
	}
}

func TestPapersKeepsOrder(t *testing.T) {
	s := open(t, Options{})
	out := mustAdd(t, s, Paper{ID: "a", Title: "A"}, Paper{ID: "b", Title: "B"}, Paper{ID: "c", Title: "C"})
	n := func(i int) int64 { return out[i].Number }
	got, err := s.Papers(ctx, []int64{n(2), n(0), 999, n(1), n(0)})
	var ids string
	for _, p := range got {
		ids += p.ID
	}
	if err != nil || ids != "caba" {
		t.Errorf("got %q, %v", ids, err)
	}
	if got, err := s.Papers(ctx, nil); err != nil || len(got) != 0 {
		t.Errorf("none: got %v, %v", got, err)
	}
}
