// Command library measures what `kindred related --bib` is good for: of libraries
// made of real papers a fifth is hidden, and it is counted how many of the hidden
// come back among the first 20 and 100 that are near to the rest, beside the rule
// that takes the mean of all vectors for the library. Mixtures of several subjects
// are what most libraries are. It also says what a library of 2,000 costs.
//
//	go run ./scripts/bench/library -data papers.db
//	go run ./scripts/bench/library -data nfcorpus.db -qrels ../shared/eval/nfcorpus-dev/qrels/test.tsv
//
// Without judgements a library is what one author wrote, or the papers of a narrow
// pair of categories; with them, the papers that are relevant to one question.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data := flag.String("data", "", "the store")
	qrels := flag.String("qrels", "", "judgements in BEIR layout; authors and categories without")
	most := flag.Int("most", 60, "libraries of a kind")
	seed := flag.Uint64("seed", 1, "what is drawn at random")
	flag.Parse()
	if err := measure(ctx, *data, *qrels, *most, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "library:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, data, qrels string, most int, seed uint64) (err error) {
	papers, err := read(ctx, data)
	if err != nil {
		return err
	}
	e, err := kindred.Open(data, kindred.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	if err := e.Warm(ctx); err != nil {
		return err
	}
	m := measurement{papers, e, rand.New(rand.NewPCG(seed, 0))}
	groups, err := papers.groups(qrels)
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %9s %6s   %-22s   %-23s  %s   %s\n", "", "libraries", "papers", "mean: recall@20, @100", "voices: recall@20, @100", "exact", "median time")
	for _, g := range groups {
		for _, subjects := range []int{1, 3, 8} {
			if err := m.compare(ctx, g, subjects, most); err != nil {
				return err
			}
		}
	}
	return m.cost(ctx)
}

// A measurement is one store with what draws from it.
type measurement struct {
	*papers
	engine *kindred.Engine
	random *rand.Rand
}

// compare measures libraries of so many subjects.
func (m *measurement) compare(ctx context.Context, g group, subjects, most int) error {
	if len(g.sets) < subjects {
		return nil
	}
	n := min(most, len(g.sets))
	var mean, voices, exact recall
	var took []time.Duration
	size := 0
	for i := range n {
		set := slices.Clone(g.sets[i])
		if subjects > 1 {
			set = m.mixed(g.sets, subjects)
		}
		m.random.Shuffle(len(set), func(i, j int) { set[i], set[j] = set[j], set[i] })
		hide := max(1, len(set)/5)
		hidden, shown := m.ids(set[:hide]), set[hide:]
		size += len(shown)
		answer, err := m.byMean(ctx, shown)
		if err != nil {
			return err
		}
		mean.count(answer, hidden)
		begun := time.Now()
		if answer, err = m.byVoices(ctx, shown, false); err != nil {
			return err
		}
		took = append(took, time.Since(begun))
		voices.count(answer, hidden)
		if i < exactly {
			truth, err := m.byVoices(ctx, shown, true)
			if err != nil {
				return err
			}
			exact.count(answer, truth)
		}
	}
	slices.Sort(took)
	name := g.name
	if subjects > 1 {
		name = fmt.Sprintf("%d of %s", subjects, name)
	}
	fmt.Printf("%-34s %9d %6d   %.3f %.3f            %.3f %.3f            %.3f   %s\n", name, n, size/n,
		mean.at20/float64(n), mean.at100/float64(n), voices.at20/float64(n), voices.at100/float64(n), exact.at100/float64(min(n, exactly)), took[len(took)/2].Round(100*time.Microsecond))
	return nil
}

// mixed joins several sets that are drawn.
func (m *measurement) mixed(sets [][]int, subjects int) []int {
	var all []int
	for _, i := range m.random.Perm(len(sets))[:subjects] {
		all = append(all, sets[i]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// shownPapers is how many results are looked at.
const shownPapers = 100

// byMean asks for what is near the mean of all vectors.
func (m *measurement) byMean(ctx context.Context, set []int) ([]string, error) {
	mean := make([]float32, m.dim)
	for _, i := range set {
		for k, x := range m.vectors[i] {
			mean[k] += x
		}
	}
	res, err := m.engine.Search(ctx, kindred.Query{Vector: mean, Mode: kindred.Semantic, Profile: rank.Relevance, Exclude: m.ids(set), Limit: shownPapers})
	return idsOf(res), err
}

// exactly is for how many libraries of a kind it is counted how many of the 100 are
// in the exact answer.
const exactly = 10

// byVoices asks for what is near the library.
func (m *measurement) byVoices(ctx context.Context, set []int, exact bool) ([]string, error) {
	library := make([]corpus.Paper, len(set))
	for i, at := range set {
		library[i].ID = m.paper[at].ID
	}
	res, err := m.engine.Related(ctx, kindred.RelatedQuery{Library: library, Profile: rank.Relevance, Limit: shownPapers, Exact: exact})
	return idsOf(res), err
}

// cost measures libraries of papers drawn from all.
func (m *measurement) cost(ctx context.Context) error {
	fmt.Println()
	for _, n := range []int{5, 50, 500, 2000, 10000} {
		if n > len(m.paper)/2 {
			break
		}
		var took []time.Duration
		for range 5 {
			set := m.random.Perm(len(m.paper))[:n]
			begun := time.Now()
			if _, err := m.byVoices(ctx, set, false); err != nil {
				return err
			}
			took = append(took, time.Since(begun))
		}
		slices.Sort(took)
		fmt.Printf("a library of %d papers drawn from %d: %s (median of 5)\n", n, len(m.paper), took[len(took)/2].Round(time.Millisecond))
	}
	return nil
}

// recall sums up how many of the hidden came back.
type recall struct{ at20, at100 float64 }

func (r *recall) count(answer, hidden []string) {
	for i, id := range answer {
		if !slices.Contains(hidden, id) {
			continue
		}
		if i < 20 {
			r.at20 += 1 / float64(len(hidden))
		}
		r.at100 += 1 / float64(len(hidden))
	}
}

func idsOf(r kindred.Result) []string {
	ids := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.ID
	}
	return ids
}
