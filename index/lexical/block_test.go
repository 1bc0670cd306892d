package lexical

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestBlocks writes and reads blocks with gaps of every width, of every size,
// in both forms.
func TestBlocks(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	for gap := range 24 {
		for _, n := range []int{1, 2, 7, 8, 9, 63, 127, 128} {
			before := int64(r.IntN(1000)) - 1
			var papers, kinds []uint32
			for p := before; len(papers) < n; {
				p += 1 + int64(r.IntN(1<<gap))
				papers, kinds = append(papers, uint32(p)), append(kinds, uint32(r.IntN(1+r.IntN(70))))
			}
			checkBlock(t, papers, kinds, before)
		}
	}
}

func checkBlock(t *testing.T, papers, kinds []uint32, before int64) {
	t.Helper()
	n := len(papers)
	last := papers[n-1]
	for _, several := range []bool{false, true} {
		// A list of one block, or one whose second block this is.
		s := &segment{papers: int(last) + 1, kindBits: 7}
		l := list{segment: s, df: n}
		var table skips
		at := 0
		if several {
			l.df += blockSize
			table = make(skips, 2*skipSize)
			table[0], table[1] = byte(before), byte(before>>8)
			table[skipSize], table[skipSize+1], table[skipSize+2], table[skipSize+3] = byte(last), byte(last>>8), byte(last>>16), byte(last>>24)
			if before < 0 {
				continue
			}
			s.postings.bytes = slices.Clone(table)
			at = 1
		}
		body := appendBody(nil, before, papers, kinds, several)
		if several {
			size := len(body)
			s.postings.bytes[skipSize+4], s.postings.bytes[skipSize+5] = byte(size), byte(size>>8)
			copy(table, s.postings.bytes)
		}
		if !several && before >= 0 {
			body = appendBody(nil, -1, papers, kinds, several)
		}
		s.postings.bytes = append(s.postings.bytes, body...)
		l.size = uint64(len(s.postings.bytes))
		s.postings.bytes = append(s.postings.bytes, make([]byte, padding)...)
		var b block
		if err := l.decode(at, table, &b); err != nil {
			t.Fatalf("%d papers behind %d up to %d, one of several %t: %v", n, before, last, several, err)
		}
		for i, paper := range papers {
			if got, ok := b.find(paper); !ok || got != i || b.kind(i) != kinds[i] {
				t.Fatalf("paper %d is posting %d (%t) of kind %d, need %d of kind %d", paper, got, ok, b.kind(i), i, kinds[i])
			}
			if _, ok := b.find(paper + 1); ok != (i+1 < n && papers[i+1] == paper+1) {
				t.Fatalf("paper %d: found %t", paper+1, ok)
			}
		}
		b.expand()
		if !slices.Equal(b.papers[:b.n], papers) {
			t.Fatalf("got %v, need %v", b.papers[:b.n], papers)
		}
	}
}

func TestLongCategory(t *testing.T) {
	long := strings.Repeat("я", 200)
	x := shelf(t, Document{Title: "a", Categories: []string{long}}, Document{Title: "b"})
	for _, q := range []string{"cat:" + long, "cat:" + long[:20] + "*"} {
		s := x.Prepare(Parse(q))
		set, err := s.Passing(2)
		if err != nil || !slices.Equal(slices.Collect(set.All()), []uint32{0}) {
			t.Errorf("got %v, %v; need slot 0", set, err)
		}
	}
}
