package lexical

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
)

// TestCut changes an index while a cut of it is saved: what is saved is what was there at
// the cut, and what is there in the end is what was changed since.
func TestCut(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 21))
	words := vocabulary(r, 300)
	for _, before := range []int{0, 1, 30, 60, 90} {
		x, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		now, then := newTwin(t, Options{}), newTwin(t, Options{})
		next := uint32(0)
		for i := range before {
			again := rand.New(rand.NewPCG(seed, uint64(i)))
			slots := next
			few(t, again, x, now, words, &next)
			again = rand.New(rand.NewPCG(seed, uint64(i)))
			fewOf(again, words, &slots, then.add, then.remove)
		}
		cut, slots := x.Cut(), int(next)
		files, late := sections{}, sections{}
		var saving sync.WaitGroup
		saving.Go(func() {
			if err := cut.Save(context.Background(), files.create); err != nil {
				t.Error(err)
			}
		})
		for range 40 {
			few(t, r, x, now, words, &next)
		}
		saving.Wait()
		if err := cut.Save(context.Background(), late.create); err != nil { // its parts are merged with others by now
			t.Fatal(err)
		}
		for _, saved := range []sections{files, late} {
			opened, err := Open(saved.read, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for range 5 {
				compare(t, r, opened, then, words, slots)
			}
			opened.Close()
		}
		for range 5 {
			compare(t, r, x, now, words, int(next))
		}
	}
}
