package hnsw

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A list against a slice, in both packings.
func TestListEqualsSlice(t *testing.T) {
	random := seeded(t)
	for name, p := range map[string]packing{"threes": threes, "twos": twos} {
		t.Run(name, func(t *testing.T) {
			for range 300 {
				l := list{p.newWords(1 + random.IntN(20)), p}
				var want []near
				some := func(mark near) near { return near(random.Uint32N(p.none))<<1 | mark }
				for range random.IntN(l.room() + 1) {
					want = append(want, some(0))
				}
				for i := range min(random.IntN(len(l.words)+1), len(want)) {
					want[i] |= treeMark
				}
				random.Shuffle(len(want), func(i, j int) { want[i], want[j] = want[j], want[i] })
				l.write(want)
				for {
					if got := l.append(nil); !sameLinks(got, want) {
						t.Fatalf("got %v, need %v", got, want)
					}
					tree := 0
					for _, n := range want {
						tree += int(n & treeMark)
					}
					if l.treeLinks() != tree {
						t.Fatalf("%d links of the tree, need %d", l.treeLinks(), tree)
					}
					n, full := some(0), len(want) == l.room()
					if l.add(n.node()) == full {
						t.Fatalf("added one to %d in room for %d: %t", len(want), l.room(), !full)
					}
					if full {
						break
					}
					want = append(want, n)
				}
			}
		})
	}
}

func sameLinks(a, b []near) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// A graph whose nodes are more than threes can name: its links are in twos, a third
// fewer, and it is saved, opened, changed and searched as any other.
func TestTwos(t *testing.T) {
	const dim, n = 16, 900
	draw := data["clustered"]
	random := seeded(t)
	slots, vectors := many(random, n, dim, draw)
	f := twin(t, dim, slots, vectors)
	for name, first := range map[string]int{"from the first": 0, "later": n / 2} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(random.Uint64(), 0))
			x := open(t, dim, Options{Workers: 2, M: 12, EfConstruction: 80, EfSearch: 100})
			if first > 0 {
				add(t, x, slots[:first], vectors[:first*dim])
				if x.current.Load().packing != threes {
					t.Fatal("a small graph is in twos")
				}
			}
			x.mostInThrees = 0
			add(t, x, slots[first:], vectors[first*dim:])
			g := x.current.Load()
			if g.packing != twos || g.list(0, 0).room() != 16 {
				t.Fatalf("%d links in a word, %d in a list; need 2 and 16", g.per, g.list(0, 0).room())
			}
			check(t, x)
			if r := recall(t, random, x, f, 10, nil, draw); r < 0.95 {
				t.Errorf("recall@10 is %.3f, need 0.95", r)
			}
			// As small again, in threes again.
			x.mostInThrees = mostInThrees
			x.Delete(slots[:10])
			x.Compact()
			if x.current.Load().packing != threes {
				t.Error("compacted, it is still in twos")
			}
		})
	}
}
