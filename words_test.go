package kindred

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/rank"
)

func TestWords(t *testing.T) {
	f := func(s string, need ...string) {
		t.Helper()
		if got := words(s); !slices.Equal(got, need) {
			t.Errorf("%q: got %q, need %q", s, got, need)
		}
	}
	f("")
	f("...")
	f("Yann LeCun", "lecun", "yann")
	f("Y. LeCun", "lecun", "y")
	f("LeCun LECUN lecun", "lecun")
	f("Łukasz Kaiser", "kaiser", "lukasz")
	f("Søren Æsir Straße", "aesir", "soren", "strasse")
	f("José", "jose")
	f("Jose\u0301", "jose") // the accent as a letter of its own
	f("Anna-Maria O'Brien", "anna", "brien", "maria", "o")
	f("李 偉", "偉", "李")
	f("GPT4 ＡＢＣ", "abc", "gpt4")
	f("\xff\xfe a", "a")
}

func FuzzWords(f *testing.F) {
	f.Add("Yann LeCun")
	f.Add("Łuk\u0301asz\x00\xff")
	f.Add("ﬁ ² ſ")
	f.Fuzz(func(t *testing.T, s string) {
		got := words(s)
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%q: %q are not sorted or not distinct", s, got)
		}
		for _, w := range got {
			if again := words(w); len(again) != 1 || again[0] != w {
				t.Errorf("%q: the word %q has the words %q", s, w, again)
			}
		}
	})
}

// TestDictionaryAgainstSlowTwin marks slots by words and by pattern.
func TestDictionaryAgainstSlowTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	d := dictionary{}
	var values []string
	for slot := range 500 {
		v := pick(r, people) + pick(r, []string{"", " Jr.", " III"})
		if r.IntN(10) == 0 {
			v = ""
		}
		values = append(values, v)
		d.add(uint32(slot), v)
	}
	for range 200 {
		n := r.IntN(501)
		ws := words(pick(r, people))[:1+r.IntN(2)]
		set := bitmap.New(n)
		d.mark(set, n, ws)
		for slot := range uint32(500) {
			need := int(slot) < n && values[slot] != "" && !slices.ContainsFunc(ws, func(w string) bool { return !slices.Contains(words(values[slot]), w) })
			if set.Has(slot) != need {
				t.Fatalf("%q, slot %d of %d (%q): got %t", ws, slot, n, values[slot], !need)
			}
		}
	}
}

func TestMarkLike(t *testing.T) {
	d := dictionary{}
	all := []string{"cs.CL", "cs.LG", "csx", "math.CO", "Cs.ai", "*"}
	for slot, v := range all {
		d.add(uint32(slot), v)
	}
	f := func(pattern string, need ...string) {
		t.Helper()
		set := bitmap.New(len(all))
		d.markLike(set, len(all), pattern)
		var got []string
		for slot := range set.All() {
			got = append(got, all[slot])
		}
		if !slices.Equal(got, need) {
			t.Errorf("%q: got %q, need %q", pattern, got, need)
		}
	}
	f("cs.CL", "cs.CL")
	f("cs.cl", "cs.CL")
	f("cs.*", "cs.CL", "cs.LG", "Cs.ai")
	f("cs*", "cs.CL", "cs.LG", "csx", "Cs.ai")
	f("cs")
	f("*", all...)
	f("math.CO.*")
}

func TestTallyAgainstRank(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	for range 300 {
		counts := tally{}
		var votes []int
		for range r.IntN(250) {
			v := r.IntN(1 << r.IntN(10))
			votes = append(votes, v)
			counts.add(v)
			if r.IntN(5) == 0 {
				i := r.IntN(len(votes))
				counts.remove(votes[i])
				votes = slices.Delete(votes, i, i+1)
			}
		}
		if got, need := counts.p99(), rank.P99(votes); got != need {
			t.Fatalf("got %d, need %d for %v", got, need, votes)
		}
	}
}

// TestDatesAgainstWithin: the quick comparison of seconds says what
// corpus.Date says.
func TestDatesAgainstWithin(t *testing.T) {
	spelled := []string{"", "2023", "2024", "2023-12", "2023-12-31", "2024-01-01", "2023-12-31T23:59:59Z", "2023-12-31T23:59:59.999999999Z", "2024-01-01T00:00:00Z",
		"2024-01-01T00:00:00.000000001Z", "2024-01-01T00:00:01Z", "2024-01-01T00:00:02Z", "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.25Z", "1970-01-01T00:00:00Z", "0001", "9999"}
	read := func(s string) (d corpus.Date) {
		if err := d.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, s := range spelled {
		var column dates
		column.append(read(s))
		if got, need := column.at(0), read(s); got != need || !got.IsZero() && (column.middle(0) != got.Middle() || column.begin(0) != got.Start()) {
			t.Errorf("%q is kept as %v from %v, middle %v", s, got, column.begin(0), column.middle(0))
		}
		for _, a := range spelled {
			for _, b := range spelled {
				p, from, to := read(s), read(a), read(b)
				var column dates
				column.append(p)
				lo, hi := newBound(from), newBound(to)
				if got, need := column.within(0, &lo, &hi), p.Within(from, to); got != need {
					t.Errorf("%q within %q and %q: got %t", s, a, b, got)
				}
			}
		}
	}
}
