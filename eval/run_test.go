package eval

import (
	"context"
	"errors"
	"iter"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

// scripted answers each query text with fixed hits, and records what it was given.
type scripted struct {
	modes   []string
	answers map[string][]Hit
	indexed []string
	asked   []string
	index   func(ctx context.Context, docs iter.Seq[Document]) (int, error)
	search  func(q Query) ([]Hit, error)
}

func (s *scripted) Modes() []string {
	if s.modes == nil {
		return []string{"words"}
	}
	return s.modes
}

func (s *scripted) Index(ctx context.Context, docs iter.Seq[Document]) (int, error) {
	if s.index != nil {
		return s.index(ctx, docs)
	}
	for d := range docs {
		s.indexed = append(s.indexed, d.ID)
	}
	return len(s.indexed), nil
}

func (s *scripted) Search(_ context.Context, mode string, q Query, k int) ([]Hit, error) {
	s.asked = append(s.asked, mode+" "+q.ID)
	if s.search != nil {
		return s.search(q)
	}
	return first(s.answers[mode+" "+q.ID], k), nil
}

func toy(t *testing.T) *Collection {
	return mustOpen(t, folder(t, map[string]string{
		"corpus.jsonl": `{"_id":"a","text":"x"}` + "\n" + `{"_id":"b","title":"x"}` + "\n" +
			`{"_id":"c","title":" ","text":""}` + "\n" + `{"_id":"d","text":"x"}` + "\n" + `{"_id":"a","text":"again"}` + "\n",
		"queries.jsonl":  `{"_id":"q1","text":"one"}` + "\n" + `{"_id":"q2","text":"two"}` + "\n" + `{"_id":"q3","text":"three"}`,
		"qrels/test.tsv": "q1\ta\t1\nq1\tc\t2\nq2\tb\t2\nq2\tgone\t1\nq3\td\t0\n",
	}))
}

// steps is a clock that moves by the next duration every second time it is read:
// nothing passes between searches.
func steps(durations ...time.Duration) func() time.Time {
	now, reads := time.Unix(0, 0), 0
	return func() time.Time {
		if reads%2 == 1 {
			now = now.Add(durations[reads/2])
		}
		reads++
		return now
	}
}

func TestRunByHand(t *testing.T) {
	s := &scripted{answers: map[string][]Hit{
		// Equal scores: b before d by id, whatever order they come in.
		"words q1": {{"d", 1}, {"b", 1}, {"a", 0.5}},
		"words q2": {{"b", 3}},
	}}
	var ranked []string
	got, err := Run(context.Background(), toy(t), s, RunOptions{
		// Indexing takes 2 s, the two searches 3 ms and 5 ms.
		Now: steps(2*time.Second, 3*time.Millisecond, 5*time.Millisecond),
		Ranked: func(mode string, q Query, hits []Hit) error {
			ranked = append(ranked, mode+" "+q.ID+": "+strings.Join(ids(hits), " "))
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	// q1: a (grade 1) is third: 0.5 of the best 2*1 + 1*0.6309298 = 2.6309298, so
	// 0.1900469; c (grade 2) has no text and cannot be found. MRR 1/3, recall 1/2.
	// q2: b (grade 2) is first: 2 of the best 2.6309298 ("gone" is not in the
	// corpus), so 0.7601880. MRR 1, recall 1/2.
	// q3 has no judgment above 0 and is skipped.
	m := got.Modes[0]
	near(t, "nDCG@10", m.NDCG10, (0.1900469+0.7601880)/2)
	near(t, "MRR@10", m.MRR10, (1.0/3+1)/2)
	near(t, "recall@10", m.Recall10, 0.5)
	near(t, "recall@20", m.Recall20, 0.5)
	near(t, "recall@100", m.Recall100, 0.5)
	near(t, "p50", m.P50, 3) // the first of two values: half of them do not exceed it
	near(t, "p99", m.P99, 5)
	near(t, "index seconds", got.IndexSeconds, 2)
	want := Report{Set: "set", Documents: 4, EmptyDocuments: 1, DuplicateDocuments: 1, MissingDocuments: 1,
		Queries: 2, SkippedQueries: 1, IndexSeconds: got.IndexSeconds, Modes: got.Modes}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("report %+v, want %+v", got, want)
	}
	if want := []string{"a", "b", "d"}; !reflect.DeepEqual(s.indexed, want) {
		t.Errorf("indexed %q, want %q: c has no text, the second a is left out", s.indexed, want)
	}
	if want := []string{"words q1: b d a", "words q2: b"}; !reflect.DeepEqual(ranked, want) {
		t.Errorf("ranked %q, want %q", ranked, want)
	}
	if want := []string{"words q1", "words q1", "words q2"}; !reflect.DeepEqual(s.asked, want) {
		t.Errorf("asked %q, want %q: the first query once before the clock runs", s.asked, want)
	}
}

func TestRunMeasuresEveryMode(t *testing.T) {
	s := &scripted{modes: []string{"words", "meaning"}, answers: map[string][]Hit{
		"words q1": {{"a", 1}}, "words q2": {{"b", 1}}, "meaning q1": {{"a", 1}},
	}}
	got, err := Run(context.Background(), toy(t), s, RunOptions{})
	if err != nil || len(got.Modes) != 2 || got.Modes[0].Mode != "words" || got.Modes[1].Mode != "meaning" {
		t.Fatalf("got %+v, %v, want both modes in order", got, err)
	}
	near(t, "MRR of words", got.Modes[0].MRR10, 1)
	near(t, "MRR of meaning", got.Modes[1].MRR10, 0.5)
	if len(got.Modes[1].PerQuery) != 2 || got.Modes[1].PerQuery[1] != (Scores{}) {
		t.Errorf("per query %+v, want two, the second 0", got.Modes[1].PerQuery)
	}
}

func TestRunRefusesAnswersThatBreakTheContract(t *testing.T) {
	many := make([]Hit, 101)
	for i := range many {
		many[i] = Hit{"a", 1}
	}
	for name, hits := range map[string][]Hit{
		"came before":       {{"a", 2}, {"a", 1}},
		"was never indexed": {{"nobody", 1}},
		"document \"c\"":    {{"c", 1}}, // has no text
		"is excluded":       {{"b", 1}},
		"score NaN":         {{"a", math.NaN()}},
		"score +Inf":        {{"a", math.Inf(1)}},
		"101 hits":          many,
	} {
		c := toy(t)
		c.Queries[0].Exclude = []string{"b"}
		_, err := Run(context.Background(), c, &scripted{search: func(Query) ([]Hit, error) { return hits, nil }}, RunOptions{})
		if !errors.Is(err, ErrSearcher) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "q1") {
			t.Errorf("hits %v: error %v, want ErrSearcher, the query and %q", first(hits, 2), err, name)
		}
	}
}

func TestRunChecksIndexing(t *testing.T) {
	for name, index := range map[string]func(context.Context, iter.Seq[Document]) (int, error){
		"stops early": func(_ context.Context, docs iter.Seq[Document]) (int, error) {
			for range docs {
				break
			}
			return 1, nil
		},
		"counts too many": func(_ context.Context, docs iter.Seq[Document]) (int, error) {
			for range docs {
			}
			return 4, nil
		},
		"does not read": func(context.Context, iter.Seq[Document]) (int, error) { return 0, nil },
	} {
		if _, err := Run(context.Background(), toy(t), &scripted{index: index}, RunOptions{}); !errors.Is(err, ErrSearcher) {
			t.Errorf("%s: error %v, want ErrSearcher", name, err)
		}
	}
	got, err := Run(context.Background(), toy(t), &scripted{index: func(_ context.Context, docs iter.Seq[Document]) (int, error) {
		for range docs {
		}
		return 2, nil // of 3
	}}, RunOptions{})
	if err != nil || got.UnindexedDocuments != 1 {
		t.Errorf("%d unindexed, %v, want 1", got.UnindexedDocuments, err)
	}
}

func TestRunReturnsErrors(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Run(context.Background(), toy(t), &scripted{index: func(context.Context, iter.Seq[Document]) (int, error) { return 0, broken }}, RunOptions{}); !errors.Is(err, broken) {
		t.Errorf("index: error %v", err)
	}
	if _, err := Run(context.Background(), toy(t), &scripted{search: func(Query) ([]Hit, error) { return nil, broken }}, RunOptions{}); !errors.Is(err, broken) {
		t.Errorf("search: error %v", err)
	}
	if _, err := Run(context.Background(), toy(t), &scripted{}, RunOptions{Ranked: func(string, Query, []Hit) error { return broken }}); !errors.Is(err, broken) {
		t.Errorf("ranked: error %v", err)
	}
	bad := mustOpen(t, folder(t, map[string]string{"corpus.jsonl": someCorpus + "oops", "queries.jsonl": someQueries, "qrels/test.tsv": someQrels}))
	_, err := Run(context.Background(), bad, &scripted{}, RunOptions{}) // whose Index never sees the error
	wantLine(t, err, 3)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, toy(t), &scripted{}, RunOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

// Nearest rank: of 1..200, half do not exceed 100 and 99 % do not exceed 198.
func TestQuantile(t *testing.T) {
	var values []time.Duration
	for i := 200; i > 0; i-- {
		values = append(values, time.Duration(i))
	}
	for p, want := range map[float64]time.Duration{0: 1, 0.5: 100, 0.99: 198, 1: 200} {
		if got := quantile(values, p); got != want {
			t.Errorf("quantile %v = %d, want %d", p, got, want)
		}
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("quantile of nothing = %d, want 0", got)
	}
}
