package lexical

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMergedIsAsBuiltAtOnce adds papers a few at a time, which are merged in several ways,
// and all at once: the sections are the same to the byte.
func TestMergedIsAsBuiltAtOnce(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 11))
	words := vocabulary(r, 3000)
	for _, c := range []struct {
		name             string
		mingled, differs bool
	}{
		{name: "one behind the other"},
		{name: "mingled", mingled: true},
		{name: "with other kinds", differs: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			slots := make([]uint32, 4000)
			documents := make([]Document, len(slots))
			for i := range slots {
				slots[i], documents[i] = uint32(3*i), document(r, words)
				if c.differs && i > 1000 { // what was rare is common
					documents[i].Title = documents[i].Abstract
				}
			}
			once := shelf(t)
			if err := once.Add(slots, documents); err != nil {
				t.Fatal(err)
			}
			if c.mingled {
				for i := range slots {
					j := min(len(slots)-1, i+r.IntN(900))
					slots[i], slots[j] = slots[j], slots[i]
					documents[i], documents[j] = documents[j], documents[i]
				}
			}
			batches := shelf(t)
			for from := 0; from < len(slots); {
				end := min(len(slots), from+1+r.IntN(1+r.IntN(600)))
				if err := batches.Add(slots[from:end], documents[from:end]); err != nil {
					t.Fatal(err)
				}
				if from = end; r.IntN(5) == 0 {
					if err := batches.Compact(context.Background()); err != nil {
						t.Fatal(err)
					}
				}
			}
			need, got := sections{}, sections{}
			for x, files := range map[*Index]sections{once: need, batches: got} {
				if err := x.Save(context.Background(), files.create); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range Sections() {
				if !bytes.Equal(got[name].Bytes(), need[name].Bytes()) {
					t.Errorf("%s: %d bytes that were merged are not the %d that were made at once", name, got[name].Len(), need[name].Len())
				}
			}
		})
	}
}

// TestFrontierAgainstTwin compares with the impacts that remain when each is compared with all.
func TestFrontierAgainstTwin(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 12))
	var f frontier
	table := make([]counts, 40)
	for i := range table {
		table[i] = counts(i&7 | i>>3<<8) // all different
	}
	r.Shuffle(len(table), func(i, j int) { table[i], table[j] = table[j], table[i] })
	for range 2000 {
		n := 1 + r.IntN(blockSize)
		most := 1 + r.IntN(len(table))
		kinds, papers, lengths := make([]uint32, n), make([]uint32, n), make([]byte, n)
		var all []impact
		for i := range n {
			kinds[i], papers[i], lengths[i] = uint32(r.IntN(most)), uint32(i), byte(r.IntN(1+r.IntN(256)))
			all = append(all, impact{kinds[i], table[kinds[i]], lengths[i]})
		}
		var need []impact
		for i, one := range all {
			beaten := false
			for j, other := range all {
				beaten = beaten || other.beats(one) && (other != one || j < i)
			}
			if !beaten {
				need = append(need, one)
			}
		}
		if got := f.of(kinds, papers, table, lengths); !slices.Equal(got, need) {
			t.Fatalf("kinds %v, lengths %v: got %v, need %v", kinds, lengths, got, need)
		}
	}
}

func TestUvarintsAgainstTwin(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 13))
	for range 2000 {
		var b []byte
		ends := []int{0}
		for range r.IntN(40) {
			b = binary.AppendUvarint(b, r.Uint64()>>r.IntN(64))
			ends = append(ends, len(b))
		}
		for n, end := range ends {
			if got := skipUvarints(b, n); got != end {
				t.Fatalf("%d numbers of %x take %d bytes, need %d", n, b, got, end)
			}
			if got := countUvarints(b[:end]); got != n {
				t.Fatalf("%x are %d numbers, need %d", b[:end], got, n)
			}
		}
		if got := skipUvarints(b, len(ends)); got != -1 {
			t.Fatalf("one number more than %x has takes %d bytes, need -1", b, got)
		}
		if got := countUvarints(append(b, 0x80)); got != -1 {
			t.Fatalf("%x and a number that does not end are %d, need -1", b, got)
		}
	}
}
