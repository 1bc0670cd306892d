// Package memo remembers what was found out about words: their tokens, their stems.
package memo

import (
	"sync"
	"sync/atomic"
)

// A Table keeps a value for each of the words last met, a bounded number of them, so that no text can make it grow. It is
// two halves: when the young one is full the old one is forgotten, and what is met again moves to the young one, so a
// common word stays. A half is open-addressed, and key and value lie in it side by side: at 32 bytes a value, to find a common
// word is to look at one cache line.
//
// It is safe for concurrent use, and finding a word in the young half waits for nothing: there, what a key is found with
// never changes.
type Table[V any] struct {
	most   int // places of a half
	halves atomic.Pointer[halves[V]]

	adding sync.Mutex
	used   int // places of the young half; under adding
}

type halves[V any] struct{ young, old half[V] }

// A half is a power of two of places, of which a fourth stay free, or none.
type half[V any] struct {
	places []place[V]
	shift  uint8 // hash >> shift is a place
}

// A place is free while the last word of its key, which holds the key's length, is 0. That is written last and read first,
// and then all of it stays as it is.
type place[V any] struct {
	key   Key
	value V
}

// leastBits makes the 256 places of a young half in the beginning.
const leastBits = 8

// New returns an empty table whose halves have at most 1<<bits places, of which three in four are filled. It begins small.
func New[V any](bits int) *Table[V] {
	t := &Table[V]{most: 1 << max(bits, leastBits)}
	t.halves.Store(&halves[V]{young: newHalf[V](leastBits)})
	return t
}

func newHalf[V any](bits uint8) half[V] { return half[V]{make([]place[V], 1<<bits), 64 - bits} }

// Find returns what is kept with a key, or nil. It must not be changed.
func (t *Table[V]) Find(k *Key) *V {
	h, hash := t.halves.Load(), k.hash()
	if v := h.young.find(k, hash); v != nil {
		return v
	}
	v := h.old.find(k, hash)
	if v != nil && t.adding.TryLock() { // else it moves another time
		t.add(k, v)
		t.adding.Unlock()
	}
	return v
}

// Add keeps a value with a key. Of a key that has one already, either stays.
func (t *Table[V]) Add(k *Key, v V) {
	t.adding.Lock()
	defer t.adding.Unlock()
	t.add(k, &v)
}

func (t *Table[V]) add(k *Key, v *V) {
	h := t.halves.Load()
	if h.young.find(k, k.hash()) != nil {
		return
	}
	if t.used >= len(h.young.places)/4*3 {
		h = t.room(h)
	}
	h.young.put(k, v)
	t.used++
}

// room makes the young half twice as large, or the old one when it is as large as it may be.
func (t *Table[V]) room(h *halves[V]) *halves[V] {
	next := &halves[V]{old: h.old}
	if len(h.young.places) < t.most {
		next.young = newHalf[V](65 - h.young.shift)
		for i := range h.young.places {
			if p := &h.young.places[i]; p.key[3] != 0 {
				next.young.put(&p.key, &p.value)
			}
		}
	} else {
		next.young, next.old, t.used = newHalf[V](64-h.young.shift), h.young, 0
	}
	t.halves.Store(next)
	return next
}

func (h *half[V]) find(k *Key, hash uint64) *V {
	if len(h.places) == 0 {
		return nil
	}
	mask := uint64(len(h.places) - 1)
	for i := hash >> h.shift; ; i++ {
		p := &h.places[i&mask]
		switch last := atomic.LoadUint64(&p.key[3]); {
		case last == 0:
			return nil
		case last == k[3] && p.key[0] == k[0] && p.key[1] == k[1] && p.key[2] == k[2]:
			return &p.value
		}
	}
}

// put takes a free place, of which there is one.
func (h *half[V]) put(k *Key, v *V) {
	mask := uint64(len(h.places) - 1)
	i := k.hash() >> h.shift
	for h.places[i&mask].key[3] != 0 {
		i++
	}
	p := &h.places[i&mask]
	p.value = *v
	p.key[0], p.key[1], p.key[2] = k[0], k[1], k[2]
	atomic.StoreUint64(&p.key[3], k[3])
}
