package column_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/column"
	"github.com/kindred-search/kindred/index/section"
)

// saver is what every column and every cut has.
type saver interface {
	Save(w *section.Writer, name string) error
}

// save writes columns by name into a new file and opens it.
func save(t testing.TB, columns map[string]saver) (*section.File, *column.Source) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "columns")
	w, err := section.Create(path, section.Header{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range columns {
		if err := c.Save(w, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	f, err := section.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f, column.NewSource(f)
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func seeded(t testing.TB) *rand.Rand {
	seed := rand.Uint64()
	t.Log("seed", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// A twin is everything in plain slices and maps.
type twin struct {
	values  []uint32
	texts   []string
	byKey   map[string]uint32
	numbers []int64
	byNum   map[int64]uint32
	members map[string][]uint32
	order   []string // of members, as first seen
}

// all is every column, of the same things.
type all struct {
	values  column.Values[uint32]
	texts   column.Texts
	keys    column.Keys
	numbers column.Numbers
	dict    column.Dict
}

func (a *all) columns() map[string]saver {
	return map[string]saver{"values": &a.values, "texts": &a.texts, "keys": &a.keys, "numbers": &a.numbers, "dict": &a.dict}
}

func (a *all) cut() *all {
	return &all{a.values.Cut(), a.texts.Cut(), a.keys.Cut(), a.numbers.Cut(), a.dict.Cut()}
}

func openAll(s *column.Source) (*all, error) {
	var a all
	var err [5]error
	a.values, err[0] = column.OpenValues[uint32](s, "values")
	a.texts, err[1] = column.OpenTexts(s, "texts")
	a.keys, err[2] = column.OpenKeys(s, "keys")
	a.numbers, err[3] = column.OpenNumbers(s, "numbers")
	a.dict, err[4] = column.OpenDict(s, "dict")
	for _, e := range err {
		if e != nil {
			return nil, e
		}
	}
	return &a, nil
}

// grow appends n random things to both.
func grow(r *rand.Rand, a *all, w *twin, n int) {
	for range n {
		slot := uint32(len(w.values))
		value, text, number := r.Uint32(), fmt.Sprint("k", r.IntN(300)), int64(r.IntN(300))-150
		if r.IntN(20) == 0 {
			text = ""
		}
		a.values.Append(value)
		a.texts.Append(text)
		a.keys.Append(text)
		a.numbers.Append(number)
		w.values, w.texts, w.numbers = append(w.values, value), append(w.texts, text), append(w.numbers, number)
		w.byKey[text], w.byNum[number] = slot, slot
		for range r.IntN(4) {
			name := fmt.Sprint("m", r.IntN(60)*r.IntN(60))
			a.dict.Add(name, slot)
			had := w.members[name]
			if had == nil {
				w.order = append(w.order, name)
			}
			if !slices.Contains(had, slot) {
				w.members[name] = append(had, slot)
			}
		}
	}
}

// compare holds columns to their twin; lookups only where there are some.
func compare(t *testing.T, a *all, w *twin, lookups bool) {
	t.Helper()
	n := len(w.values)
	if a.values.Len() != n || a.texts.Len() != n || a.keys.Len() != n || a.numbers.Len() != n || a.dict.Len() != len(w.order) {
		t.Fatalf("lengths %d %d %d %d, need %d; %d of dict, need %d", a.values.Len(), a.texts.Len(), a.keys.Len(), a.numbers.Len(), n, a.dict.Len(), len(w.order))
	}
	for i := range uint32(n) {
		if a.values.At(i) != w.values[i] || a.texts.At(i) != w.texts[i] || a.keys.At(i) != w.texts[i] || a.numbers.At(i) != w.numbers[i] {
			t.Fatalf("position %d: %d %q %q %d", i, a.values.At(i), a.texts.At(i), a.keys.At(i), a.numbers.At(i))
		}
	}
	if got := a.values.AppendTo(nil); !slices.Equal(got, w.values) {
		t.Fatalf("AppendTo gives %d values", len(got))
	}
	for i, name := range w.order {
		if got := a.dict.Text(uint32(i)); got != name {
			t.Fatalf("text %d is %q, need %q", i, got, name)
		}
	}
	if !lookups {
		return
	}
	for i := range 310 {
		key, number := fmt.Sprint("k", i), int64(i)-150
		position, found := a.keys.Find(key)
		if want, known := w.byKey[key]; found != known || position != want {
			t.Fatalf("key %q: %d %t, need %d %t", key, position, found, want, known)
		}
		position, found = a.numbers.Find(number)
		if want, known := w.byNum[number]; found != known || position != want {
			t.Fatalf("number %d: %d %t, need %d %t", number, position, found, want, known)
		}
	}
	for i, name := range w.order {
		number, found := a.dict.Find(name)
		if got := a.dict.AppendMembers(nil, number); !found || number != uint32(i) || !slices.Equal(got, w.members[name]) {
			t.Fatalf("%q is %d %t with %v, need %d with %v", name, number, found, got, i, w.members[name])
		}
		below := n / 2
		set, want := bitmap.New(below), bitmap.New(below)
		a.dict.Mark(set, below, number)
		for _, m := range w.members[name] {
			if int(m) < below {
				want.Set(m)
			}
		}
		if !slices.Equal(set, want) || a.dict.Count(want, number) != want.Count() || a.dict.Count(bitmap.Full(n), number) != len(w.members[name]) {
			t.Fatalf("%q: marked %d, counted %d and %d; need %d of %d", name, set.Count(), a.dict.Count(want, number), a.dict.Count(bitmap.Full(n), number), want.Count(), len(w.members[name]))
		}
	}
	if _, found := a.dict.Find("nobody"); found {
		t.Fatal("found what is not there")
	}
}

// TestTwin grows columns, saves a cut of them while they go on growing, goes on
// from the file, and compares everything with plain maps on the way.
func TestTwin(t *testing.T) {
	r := seeded(t)
	for range 10 {
		a, w := &all{}, &twin{byKey: map[string]uint32{}, byNum: map[int64]uint32{}, members: map[string][]uint32{}}
		for range 4 {
			grow(r, a, w, r.IntN(200))
			compare(t, a, w, true)
			cut := a.cut()
			past := *w
			past.members = nil
			b := a
			discarded := &twin{byKey: map[string]uint32{}, byNum: map[int64]uint32{}, members: map[string][]uint32{}}
			discarded.values, discarded.texts, discarded.numbers = slices.Clone(w.values), slices.Clone(w.texts), slices.Clone(w.numbers)
			grow(r, b, discarded, r.IntN(200)) // the cut does not see it
			compare(t, cut, &past, false)
			_, source := save(t, cut.columns())
			opened, err := openAll(source)
			if err != nil {
				t.Fatal(err)
			}
			a = opened
			compare(t, a, w, true)
			if err := source.Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestEmpty: the zero value is ready, in memory and in a file.
func TestEmpty(t *testing.T) {
	w := &twin{}
	a := &all{}
	compare(t, a, w, true)
	_, source := save(t, a.columns())
	opened, err := openAll(source)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, opened, w, true)
	grow(seeded(t), opened, &twin{byKey: map[string]uint32{}, byNum: map[int64]uint32{}, members: map[string][]uint32{}}, 10)
}

// TestBesides: cuts are read and saved beside the writer (for the race detector).
func TestBesides(t *testing.T) {
	r := seeded(t)
	a, w := &all{}, &twin{byKey: map[string]uint32{}, byNum: map[int64]uint32{}, members: map[string][]uint32{}}
	grow(r, a, w, 500)
	_, source := save(t, a.cut().columns())
	a = must[*all](t)(openAll(source))
	grow(r, a, w, 100)
	cut, past := a.cut(), *w
	done := make(chan struct{})
	go func() {
		defer close(done)
		grow(r, a, w, 2000)
	}()
	compare(t, cut, &past, false)
	_, source = save(t, cut.columns())
	<-done
	again := must[*all](t)(openAll(source))
	compare(t, again, &past, false)
	compare(t, a, w, true)
}

// TestManyOfOne: long runs in the table, and a key that is appended again and again.
func TestManyOfOne(t *testing.T) {
	var k column.Keys
	for i := range 1000 {
		k.Append("same")
		if p, ok := k.Find("same"); !ok || int(p) != i {
			t.Fatalf("found %d %t, need %d", p, ok, i)
		}
	}
	_, source := save(t, map[string]saver{"k": &k})
	opened := must[column.Keys](t)(column.OpenKeys(source, "k"))
	if p, ok := opened.Find("same"); !ok || p != 999 {
		t.Errorf("found %d %t", p, ok)
	}
	opened.Append("same")
	if p, ok := opened.Find("same"); !ok || p != 1000 {
		t.Errorf("found %d %t", p, ok)
	}
}
