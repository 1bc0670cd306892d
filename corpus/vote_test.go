package corpus

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestVote(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, Paper{ID: "counted", Title: "A", Votes: new(1)}, Paper{ID: "unknown", Title: "B"})
	f := func(id string, delta, want int, changes bool) {
		t.Helper()
		got, seq, err := s.Vote(ctx, id, delta)
		if err != nil || got != want || (seq != 0) != changes {
			t.Errorf("%s %+d: got %d, change %d, %v; need %d", id, delta, got, seq, err, want)
		}
		if p, err := s.Paper(ctx, id); err != nil || p.Votes != nil && *p.Votes != want || p.Votes == nil && want != 0 {
			t.Errorf("%s is shown with other votes: %+v, %v", id, p, err)
		}
	}
	f("unknown", -1, 0, false)
	f("unknown", +1, 1, true)
	f("unknown", -1, 0, true)
	f("counted", +1, 2, true)
	f("counted", -1, 1, true)
	f("counted", -1, 0, true)
	f("counted", -1, 0, false)

	// The newest import wins, and does not undo what was given here: -1.
	mustAdd(t, s, Paper{ID: "counted", Title: "A", Votes: new(5)})
	f("counted", +1, 5, true) // 5, with 0 given here
	f("counted", -1, 4, true)
	f("counted", -1, 3, true)
	mustAdd(t, s, Paper{ID: "counted", Title: "A", Votes: new(1)}) // 1 and -2: shown as 0
	f("counted", -1, 0, false)
	f("counted", +1, 1, true) // counts from what was shown

	if _, _, err := s.Vote(ctx, "missing", 1); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "unknown") {
		t.Errorf("got %v, need ErrNotFound with a near id", err)
	}
	if _, _, err := s.Vote(ctx, "counted", 2); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "need +1 or -1") {
		t.Errorf("got %v, need ErrInvalid", err)
	}
}

func TestP99Votes(t *testing.T) {
	s := open(t, Options{})
	f := func(want, voted int) {
		t.Helper()
		got, err := s.P99Votes(ctx)
		st, err2 := s.Stats(ctx)
		if err != nil || err2 != nil || got != want || st.P99 != want || st.Voted != voted {
			t.Errorf("got %d, %v, %+v, %v; need %d of %d", got, err, st, err2, want, voted)
		}
	}
	f(0, 0)
	mustAdd(t, s, Paper{ID: "none", Title: "x"}, Paper{ID: "zero", Title: "y", Votes: new(0)})
	f(0, 0)
	var papers []Paper
	for i := range 100 { // 1 to 100 votes: 99 in 100 have at most 99
		papers = append(papers, Paper{ID: fmt.Sprint(i), Title: "t", Votes: new(i + 1)})
	}
	mustAdd(t, s, papers[:1]...)
	f(1, 1)
	mustAdd(t, s, papers[:99]...)
	f(99, 99)
	mustAdd(t, s, papers...)
	f(99, 100)
}
