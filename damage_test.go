package kindred

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// A patient is a store with a generation, to be damaged, and what it must answer.
type patient struct {
	bag     *bag
	store   string
	content []byte // of the generation
	papers  map[string]corpus.Paper
	want    string
}

func newPatient(t testing.TB) *patient {
	b := newBag("one")
	path, file, papers := filed(t, b)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return &patient{b, path, content, papers, everything(t, unfiled(t, path, b), 1, papers, 4)}
}

// answers holds what an engine says to what it must. Damage that no answer needed
// is found by Check, and repaired.
func (p *patient) answers(t *testing.T, e *Engine, said *log) {
	t.Helper()
	if d := differ(everything(t, e, 1, p.papers, 4), p.want); d != "" {
		t.Errorf("%s\n%s", d, said)
	}
	faults, err := e.Check(t.Context(), true)
	if err != nil || len(faults) > 0 {
		t.Errorf("after repair: %v %q", err, faults)
	}
	closed(t, e)
}

// damaged opens a read-only engine on a store whose generation is these bytes.
func (p *patient) damaged(t *testing.T, generation []byte) (e *Engine, said *log, file string) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "papers.db")
	store, err := os.ReadFile(p.store)
	if err != nil {
		t.Fatal(err)
	}
	file = section.Path(indexFolder(path), generations, 7)
	if err := os.WriteFile(path, store, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(indexFolder(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, generation, 0o600); err != nil {
		t.Fatal(err)
	}
	e, said = openSaving(t, path, p.bag, Options{}, 1)
	return e, said, file
}

// TestDamagedBytes flips bytes of a generation and cuts it short, at random: an
// engine that finds it answers everything as one that reads the store.
func TestDamagedBytes(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	p := newPatient(t)
	noticed := 0
	for i := range 30 {
		b := append([]byte{}, p.content...)
		if i%5 == 0 {
			b = b[:r.IntN(len(b))]
		} else {
			for range 1 + r.IntN(3) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
		}
		e, said, _ := p.damaged(t, b)
		p.answers(t, e, said)
		if said.has("WARN") || said.has("ERROR") {
			noticed++
		}
	}
	if noticed == 0 {
		t.Error("no damage was noticed: the test shows nothing")
	}
}

// FuzzDamage is TestDamagedBytes where the fuzzer likes.
func FuzzDamage(f *testing.F) {
	p := newPatient(f)
	f.Add(uint32(8), byte(1), uint32(0))
	f.Add(uint32(70), byte(255), uint32(0))
	f.Add(uint32(len(p.content)-3), byte(1), uint32(0))
	f.Add(uint32(0), byte(0), uint32(len(p.content)-1))
	f.Fuzz(func(t *testing.T, at uint32, flip byte, length uint32) {
		b := append([]byte{}, p.content...)
		if flip == 0 {
			b = b[:int(length)%(len(b)+1)]
		} else {
			b[int(at)%len(b)] ^= flip
		}
		e, said, _ := p.damaged(t, b)
		p.answers(t, e, said)
	})
}

// TestDamageInEachSection damages every section, before it is opened and while it
// is open: it is noticed, named in the log, and nothing is wrong.
func TestDamageInEachSection(t *testing.T) {
	p := newPatient(t)
	whole := filepath.Join(t.TempDir(), "whole")
	if err := os.WriteFile(whole, p.content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := section.Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	spoil := func(content []byte) []byte {
		b := append([]byte{}, content...)
		for i := range b {
			b[i] ^= 0x55
		}
		return b
	}
	for _, s := range f.Sections() {
		if s.Len() == 0 {
			continue
		}
		t.Run(s.Name(), func(t *testing.T) {
			part, err := section.View[byte](s)
			if err != nil {
				t.Fatal(err)
			}
			at := strings.Index(string(p.content), string(part)) // a shorter section may be a part of another
			b := append([]byte{}, p.content...)
			copy(b[at:], spoil(part))
			e, said, _ := p.damaged(t, b)
			if d := differ(everything(t, e, 1, p.papers, 4), p.want); d != "" {
				t.Errorf("%s\n%s", d, said)
			}
			faults, err := e.Check(t.Context(), false)
			if err != nil || !said.has("damaged") && !strings.Contains(strings.Join(faults, "; "), "damaged") {
				t.Errorf("it was not said: %v %q %s", err, faults, said)
			}
			if faults, err = e.Check(t.Context(), true); err != nil || len(faults) > 0 {
				t.Errorf("after repair: %v %q", err, faults)
			}
		})
	}
}

// TestDamageWhileOpen: what was not looked at yet is damaged under an engine
// that has the file open; the search that finds it answers right.
func TestDamageWhileOpen(t *testing.T) {
	p := newPatient(t)
	for _, name := range []string{"ids.bytes", "published", "authors.members", "authors.words.table", "categories.lists", "listed"} {
		e, said, file := p.damaged(t, p.content)
		if err := e.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		part, err := e.memory.mapped.file.Section(name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := section.View[byte](part)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(string(p.content), string(content))
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte{^p.content[at]}, int64(at)); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		p.answers(t, e, said)
		if !said.has("is damaged") {
			t.Errorf("%s: it was not said: %s", name, said)
		}
	}
}

// TestSearchBesideMending: while somebody reads the papers anew, other searches do
// not wait for that.
func TestSearchBesideMending(t *testing.T) {
	p := newPatient(t)
	e, said, _ := p.damaged(t, p.content)
	if err := e.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.memory.mapped.Fail(fmt.Errorf("as if: %w", section.ErrDamaged))
	e.applying.Lock()
	_, err := e.Search(t.Context(), Query{Text: "planning"})
	_, errList := e.List(t.Context(), ListQuery{})
	e.applying.Unlock()
	if !errors.Is(err, ErrNotReady) || !errors.Is(errList, ErrNotReady) {
		t.Errorf("a search says %v, a list %v", err, errList)
	}
	p.answers(t, e, said)
}

// TestVerifiedBehind: damage that no search comes upon is found all the same.
func TestVerifiedBehind(t *testing.T) {
	p := newPatient(t)
	f, err := section.Open(section.Path(indexFolder(p.store), generations, generationOf(t, p.store)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := f.Section("organizations.words.bytes")
	if err != nil {
		t.Fatal(err)
	}
	content, err := section.View[byte](part)
	if err != nil {
		t.Fatal(err)
	}
	b := append([]byte{}, p.content...)
	b[strings.Index(string(b), string(content))] ^= 1
	f.Close()
	e, said, _ := p.damaged(t, b)
	if err := e.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	for said := ""; said == ""; { // until it was mended
		e.publishing.RLock()
		if e.memory.mapped == nil {
			said = "mended"
		}
		e.publishing.RUnlock()
		runtime.Gosched()
	}
	p.answers(t, e, said)
	faults, err := func() ([]string, error) {
		e, _ := openSaving(t, e.store.Path(), p.bag, Options{}, 1)
		return e.Check(t.Context(), false)
	}()
	if err != nil || len(faults) > 0 {
		t.Errorf("opened again: %v %q", err, faults)
	}
}

func generationOf(t *testing.T, store string) uint64 {
	t.Helper()
	numbers, err := section.Generations(indexFolder(store), generations)
	if err != nil || len(numbers) != 1 {
		t.Fatal(numbers, err)
	}
	return numbers[0]
}

// TestCheckFindsDamage: without repair it is named, with repair written anew.
func TestCheckFindsDamage(t *testing.T) {
	p := newPatient(t)
	b := append([]byte{}, p.content...)
	b[len(b)/2] ^= 1
	e, said, file := p.damaged(t, b)
	faults, err := e.Check(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	opened := said.has("papers opened")
	if opened && (len(faults) != 1 || !strings.Contains(faults[0], file)) {
		t.Errorf("faults are %q: %s", faults, said)
	}
	if faults, err = e.Check(t.Context(), true); err != nil || len(faults) > 0 {
		t.Errorf("after repair: %v %q", err, faults)
	}
	p.answers(t, e, said)
	if n := generationOf(t, e.store.Path()); n == 7 {
		t.Error("nothing was written anew")
	}
	again, said := openSaving(t, e.store.Path(), p.bag, Options{ReadOnly: true}, 1)
	if faults, err := again.Check(t.Context(), false); err != nil || len(faults) > 0 || said.has("WARN") {
		t.Errorf("opened again: %v %q: %s", err, faults, said)
	}
}
