package corpus

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestCommit(t *testing.T) {
	s := open(t, Options{})
	a := Paper{ID: "2310.16228", Title: "A", Abstract: "first", Authors: []string{"Ada", "Bo"}, AuthorCount: 2, Organization: "O", Categories: []string{"cs.CL", "cs.AI"},
		Venue: "V", Published: date(t, "2023-10"), Listed: date(t, "2023-10-25"), Votes: new(0), Citations: new(7), URL: "u", DOI: "d", Repository: "r"}
	b := Paper{ID: "hep-th/9901001", Abstract: "second"}
	out := mustAdd(t, s, a, b)
	if actions(out) != "added added" || out[0].Number == out[1].Number || out[0].Seq != 1 || out[1].Seq != 2 {
		t.Fatalf("got %+v", out)
	}
	for _, want := range []Paper{a, b} {
		if got, err := s.Paper(ctx, "arXiv:"+want.ID+"v3"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v\nneed %+v", got, err, want)
		}
	}
	if out = mustAdd(t, s, a, b); actions(out) != "unchanged unchanged" || out[0].Number == 0 || out[0].Seq != 0 {
		t.Errorf("the same again: %+v", out)
	}

	a.Votes = new(12)
	plan, err := s.Plan(ctx, []Paper{a}, PlanOptions{})
	if err != nil || plan[0].Action != Updated || plan[0].NeedsVector {
		t.Errorf("other votes: %+v, %v", plan, err)
	}
	before := vectors(t, s)
	if out = mustAdd(t, s, a); actions(out) != "updated" || out[0].Seq != 3 {
		t.Errorf("other votes: %+v", out)
	}
	if !reflect.DeepEqual(vectors(t, s), before) {
		t.Error("other votes changed a vector")
	}

	a.Abstract = "first, mended"
	if plan, err = s.Plan(ctx, []Paper{a}, PlanOptions{}); err != nil || !plan[0].NeedsVector {
		t.Errorf("other text: %+v, %v", plan, err)
	}
	out = mustAdd(t, s, a)
	if got := vectors(t, s)[out[0].Number]; got != stored16(vectorOf(a)) {
		t.Errorf("other text: vector %s", got)
	}
}

func TestCommitDuplicatesInOneBatch(t *testing.T) {
	s := open(t, Options{})
	p := Paper{ID: "a", Title: "A"}
	q := Paper{ID: "a", Title: "B"}
	plan, err := s.Plan(ctx, []Paper{p, p, q, q}, PlanOptions{})
	if err != nil || plan[0].NeedsVector || plan[1].NeedsVector || !plan[2].NeedsVector || plan[3].NeedsVector { // of A nothing will be left
		t.Fatalf("got %+v, %v", plan, err)
	}
	if out := mustAdd(t, s, p, p, q, q); actions(out) != "added unchanged updated unchanged" {
		t.Errorf("got %s", actions(out))
	}
	if got, err := s.Paper(ctx, "a"); err != nil || got.Title != "B" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestPlanCleans(t *testing.T) {
	s := open(t, Options{})
	out := mustAdd(t, s, Paper{ID: "arXiv:2310.16228v2", Title: " A\n B "}, Paper{ID: "2310.16228", Title: "A B"})
	if actions(out) != "added unchanged" {
		t.Errorf("got %s", actions(out))
	}
}

// What a newer record leaves out keeps its value.
func TestCommitMerges(t *testing.T) {
	s := open(t, Options{})
	daily := Paper{ID: "2310.16228", Title: "T", Abstract: "A", Listed: date(t, "2023-10-25"), Votes: new(6), Organization: "O", AuthorCount: 3}
	snapshot := Paper{ID: "2310.16228", Title: "T", Abstract: "A", Categories: []string{"cs.CL"}, Authors: []string{"Ada"}, AuthorCount: 1, Published: date(t, "2023-10-24")}
	mustAdd(t, s, daily)
	plan, err := s.Plan(ctx, []Paper{snapshot}, PlanOptions{})
	if err != nil || plan[0].NeedsVector || plan[0].Action != Updated {
		t.Fatalf("got %+v, %v", plan, err)
	}
	mustAdd(t, s, snapshot)
	want := snapshot
	want.Listed, want.Votes, want.Organization = daily.Listed, daily.Votes, daily.Organization
	if got, err := s.Paper(ctx, "2310.16228"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nneed %+v", got, err, want)
	}
	if out := mustAdd(t, s, snapshot); actions(out) != "unchanged" {
		t.Errorf("the same again: %s", actions(out))
	}
}

func TestCommitRefuses(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, Paper{ID: "a", Title: "A"})
	before, err := s.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	f := func(name, model string, sentinel error, words string, changes ...Change) {
		t.Helper()
		_, err := s.Commit(ctx, model, append([]Change{{Record: Paper{ID: "good", Title: "G"}, Vector: []float32{1, 0, 0, 0}}}, changes...))
		if !errors.Is(err, sentinel) || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: got %v, need it to say %q", name, err, words)
		}
		if now, err := s.Stats(ctx); err != nil || now.Papers != before.Papers || now.Seq != before.Seq {
			t.Errorf("%s: something of it was stored: %+v, %v", name, now, err)
		}
	}
	p := Paper{ID: "b", Title: "B"}
	id := testModel.Identity
	f("no vector", id, ErrStale, "b is new and has no vector", Change{Record: p})
	f("other model", "fedcba9876543210", ErrOtherModel, "kindred model use", Change{Record: p, Vector: []float32{1, 0, 0, 0}})
	f("other length", id, ErrOtherModel, "has 3 components, those of test-model have 4", Change{Record: p, Vector: []float32{1, 0, 0}})
	f("no unit", id, ErrInvalid, "has length 2; need 1", Change{Record: p, Vector: []float32{2, 0, 0, 0}})
	f("no paper", id, ErrInvalid, "no id", Change{Record: Paper{Title: "B"}, Vector: []float32{1, 0, 0, 0}})
	f("other text", id, ErrStale, "not the one that was embedded", Change{Record: Paper{ID: "a", Abstract: "new"}, Vector: []float32{1, 0, 0, 0}})

	if _, err := s.Plan(ctx, []Paper{{ID: "x"}}, PlanOptions{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("plan of an invalid paper: %v", err)
	}
	if out := mustAdd(t, s, Paper{ID: "wordless", Title: "…"}); actions(out) != "added" {
		t.Error(out)
	}
	if _, err := s.Commit(ctx, id, []Change{{Record: Paper{ID: "none", Title: "?"}, Vector: []float32{}}}); err != nil {
		t.Errorf("a text without tokens: %v", err)
	}
}

// TestSettled: a plan of which nothing is new is told without a change; one that is new,
// in part or because the store has changed, is not, and nor is one of another store.
func TestSettled(t *testing.T) {
	s, other := open(t, Options{}), open(t, Options{})
	mustAdd(t, s, many(20)...)
	mustAdd(t, other, many(20)...)
	plan := func(papers ...Paper) []Change {
		t.Helper()
		changes, err := s.Plan(ctx, papers, PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return changes
	}
	known := plan(many(20)...)
	got, err := s.Settled(ctx, known)
	if err != nil {
		t.Fatal(err)
	}
	need, err := s.Commit(ctx, testModel.Identity, known)
	if err != nil || !slices.Equal(got, need) {
		t.Errorf("got %v; Commit gives %v, %v", got, need, err)
	}
	stale := func(name string, in *Store, changes []Change) {
		t.Helper()
		if got, err := in.Settled(ctx, changes); !errors.Is(err, ErrStale) || got != nil {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	stale("a new paper", s, plan(append(many(20), Paper{ID: "new", Title: "New"})...))
	stale("another store", other, known)
	stale("no plan", s, []Change{{Record: many(1)[0]}})
	if _, _, err := s.Vote(ctx, "p00000", 1); err != nil {
		t.Fatal(err)
	}
	stale("a vote since", s, known)
	if _, err := s.Settled(ctx, plan(many(20)...)); err != nil {
		t.Errorf("planned again: %v", err)
	}
}
