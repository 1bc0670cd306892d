package lexical

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index"
)

// TestCrew: what is found does not depend on who looks where, nobody joins in when a
// search is over, and whoever does stops when he is told to.
func TestCrew(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 11))
	words := vocabulary(r, 300)
	x, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	slots, documents := make([]uint32, 2*shift+10), make([]Document, 2*shift+10)
	for i := range slots {
		slots[i], documents[i] = uint32(i), Document{Title: sentence(r, words, 2)}
	}
	if err := x.Add(slots, documents); err != nil {
		t.Fatal(err)
	}
	s := x.Prepare(Plain(sentence(r, words[:100], 6)))
	need, err := s.Top(t.Context(), 20, nil)
	if err != nil {
		t.Fatal(err)
	}
	for alone := range 4 { // shifts before a helper comes
		own := new(room)
		c, err := s.crew(t.Context(), 0, own, nil, index.NewTop(20))
		if err != nil {
			t.Fatal(err)
		}
		for lo := 0; lo < min(alone*shift, c.papers); lo += window {
			if err := own.look(c, uint32(lo), uint32(min(lo+window, c.papers))); err != nil {
				t.Fatal(err)
			}
		}
		c.next.Store(int64(alone * shift))
		c.help()
		if err := c.search(own); err != nil {
			t.Fatal(err)
		}
		c.next.Store(0)
		c.help() // too late
		if n := c.next.Load(); n != 0 {
			t.Errorf("whoever came too late looked at %d papers", n)
		}
		if got := c.best.Hits(); !slices.Equal(got, need) {
			t.Fatalf("%d shifts alone: got %v, need %v", alone, got, need)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	c, err := s.crew(ctx, 0, new(room), nil, index.NewTop(20))
	if err != nil {
		t.Fatal(err)
	}
	stop()
	c.help()
	if !errors.Is(c.err, context.Canceled) {
		t.Errorf("got %v, need that the search was stopped", c.err)
	}
	if n := x.searching.Load(); n != 0 {
		t.Errorf("%d goroutines search, need none", n)
	}
}
