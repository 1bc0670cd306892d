package bitmap

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFull(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 127, 128, 200} {
		b := Full(n)
		if b == nil || b.Count() != n {
			t.Errorf("Full(%d) has %d slots, need %d, and not nil", n, b.Count(), n)
		}
		for slot := range uint32(300) {
			if got := b.Has(slot); got != (int(slot) < n) {
				t.Errorf("Full(%d).Has(%d) = %t", n, slot, got)
			}
		}
	}
	if New(0) == nil {
		t.Error("New(0) is nil, which lets everything pass")
	}
}

func TestOutOfRoom(t *testing.T) {
	f := func(name string, call func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s: no panic", name)
			}
		}()
		call()
	}
	f("Set", func() { New(64).Set(64) })
	f("Clear", func() { New(64).Clear(64) })
	f("Or", func() { New(64).Or(Full(65)) })
	wide := New(1000)
	wide.Set(3)
	narrow := New(64)
	narrow.Or(wide) // wider, but all that it has fits
	if !narrow.Has(3) || narrow.Has(1<<32-1) {
		t.Errorf("got %v, need slot 3 alone", slices.Collect(narrow.All()))
	}
}

// The bitmap against a map, of different lengths.
func TestEqualsMap(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		room := 64 * (1 + random.IntN(4)) // b has room for all that other may have
		b, set := randomSet(random, room)
		other, otherSet := randomSet(random, 1+random.IntN(room))
		operation := random.IntN(4)
		switch operation {
		case 0:
			b.And(other)
			maps.DeleteFunc(set, func(slot uint32, _ bool) bool { return !otherSet[slot] })
		case 1:
			b.AndNot(other)
			maps.DeleteFunc(set, func(slot uint32, _ bool) bool { return otherSet[slot] })
		case 2:
			b.Or(other)
			maps.Copy(set, otherSet)
		case 3: // the shorter set on the left
			other.And(b)
			maps.DeleteFunc(otherSet, func(slot uint32, _ bool) bool { return !set[slot] })
			b, set = other, otherSet
		}
		want := slices.Sorted(maps.Keys(set))
		if got := slices.Collect(b.All()); !slices.Equal(got, want) || b.Count() != len(want) {
			t.Fatalf("operation %d: got %v, need %v", operation, got, want)
		}
		for slot := range b.All() {
			if !b.Has(slot) {
				t.Fatalf("All yields %d, Has denies it", slot)
			}
			break // stopping early must be possible
		}
	}
}

func randomSet(random *rand.Rand, room int) (Bitmap, map[uint32]bool) {
	b, set := New(room), map[uint32]bool{}
	for range random.IntN(2 * room) {
		slot := uint32(random.IntN(room))
		if random.IntN(4) == 0 {
			b.Clear(slot)
			delete(set, slot)
		} else {
			b.Set(slot)
			set[slot] = true
		}
	}
	return b, set
}
