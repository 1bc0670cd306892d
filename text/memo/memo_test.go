package memo

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

func keyOf(word string) *Key {
	k := KeyOf(word, 0, len(word))
	return &k
}

func TestAKeyHoldsExactlyItsBytes(t *testing.T) {
	const s = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for i := range 8 {
		for n := 1; n <= MaxKey; n++ {
			want := KeyOf(s[i:i+n], 0, n)
			if got := KeyOf(s, i, i+n); got != want {
				t.Errorf("%q inside a text: key %x, want %x", s[i:i+n], got, want)
			}
			if got := KeyOf(s[:i+n], i, i+n); got != want {
				t.Errorf("%q at the end of a text: key %x, want %x", s[i:i+n], got, want)
			}
			if got := KeyOf([]byte(s), i, i+n); got != want {
				t.Errorf("%q as bytes: key %x, want %x", s[i:i+n], got, want)
			}
		}
	}
	if *keyOf("a") == *keyOf("a\x00") {
		t.Error("a trailing zero byte does not count")
	}
}

func TestATableDoesNotGrow(t *testing.T) {
	const bits = 10
	table := New[int](bits)
	for i := range 8 << bits {
		k := keyOf(fmt.Sprintf("word%d", i))
		if v := table.Find(k); v != nil {
			t.Fatalf("word%d is %d before it was added", i, *v)
		}
		table.Add(k, i)
		if v := table.Find(k); v == nil || *v != i {
			t.Fatalf("word%d is %v right after it was added", i, v)
		}
		h := table.halves.Load()
		if young, old := len(h.young.places), len(h.old.places); young > 1<<bits || old > 1<<bits {
			t.Fatalf("after %d words the halves have %d and %d places, need at most %d", i+1, young, old, 1<<bits)
		}
	}
}

func TestATableKeepsWhatIsMetAgain(t *testing.T) {
	const bits = 9
	table := New[string](bits)
	table.Add(keyOf("common"), "kept")
	for i := range 8 << bits {
		table.Add(keyOf(fmt.Sprint(i)), "")
		if v := table.Find(keyOf("common")); v == nil || *v != "kept" {
			t.Fatalf("a word that is met again and again is %v after %d others", v, i+1)
		}
	}
	if table.Find(keyOf("0")) != nil {
		t.Error("a word that was not met again is still there")
	}
}

func TestATableSharedByGoroutinesGivesWhatWasAdded(t *testing.T) {
	table := New[[2]int](9)
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 1))
			for range 20_000 {
				n := int(r.ExpFloat64() * 200)
				k := keyOf(fmt.Sprint(n))
				if v := table.Find(k); v == nil {
					table.Add(k, [2]int{n, -n})
				} else if *v != [2]int{n, -n} {
					t.Errorf("%d is kept as %v", n, *v)
					return
				}
			}
		})
	}
	all.Wait()
}
