package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func twoReports() []Report {
	return []Report{
		{Set: "big", Documents: 1000, Queries: 90, Modes: []ModeReport{
			{Mode: "words", Scores: Scores{0.5, 0.25, 1, 1, 1}, P50: 1, P99: 2},
			{Mode: "meaning", Scores: Scores{0.4, 0.5, 0, 0, 1}}}},
		{Set: "small", Documents: 10, Queries: 1, SkippedQueries: 3, MissingDocuments: 2, EmptyDocuments: 1, Modes: []ModeReport{
			{Mode: "words", Scores: Scores{0.7, 0.75, 0, 1, 1}, P50: 0.0125, P99: 0.5}}},
	}
}

// Sets count the same: 90 queries of 0.5 and one of 0.7 give 0.6.
func TestMeansCountEverySetTheSame(t *testing.T) {
	got := Means(twoReports())
	if len(got) != 2 || got[0].Mode != "words" || got[0].Sets != 2 || got[1].Mode != "meaning" || got[1].Sets != 1 {
		t.Fatalf("means %+v", got)
	}
	near(t, "nDCG@10 of words", got[0].NDCG10, 0.6)
	near(t, "MRR@10 of words", got[0].MRR10, 0.5)
	near(t, "nDCG@10 of meaning", got[1].NDCG10, 0.4)
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSON(&b, twoReports()[1:]); err != nil {
		t.Fatal(err)
	}
	const want = `{
		"sets": [{"set": "small", "documents": 10, "empty_documents": 1, "unindexed_documents": 0, "duplicate_documents": 0,
			"missing_documents": 2, "queries": 1, "skipped_queries": 3, "unknown_queries": 0, "duplicate_queries": 0,
			"conflicting_judgments": 0, "index_seconds": 0,
			"modes": [{"mode": "words", "ndcg_at_10": 0.7, "mrr_at_10": 0.75, "recall_at_10": 0, "recall_at_20": 1, "recall_at_100": 1,
				"p50_ms": 0.0125, "p99_ms": 0.5}]}],
		"mean": [{"mode": "words", "sets": 1, "ndcg_at_10": 0.7, "mrr_at_10": 0.75, "recall_at_10": 0, "recall_at_20": 1, "recall_at_100": 1}]}`
	var g, w any
	if err := json.Unmarshal(b.Bytes(), &g); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got %s, want %s", b.String(), want)
	}
	b.Reset()
	if err := WriteJSON(&b, nil); err != nil || strings.Contains(b.String(), "null") {
		t.Errorf("no reports: %s, %v, want empty lists", b.String(), err)
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := WriteTable(&b, twoReports()); err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for row := range strings.Lines(b.String()) {
		rows = append(rows, strings.Fields(row))
	}
	for i, want := range []string{
		"set mode documents queries nDCG@10 MRR@10 R@10 R@20 R@100 p50 ms p99 ms",
		"big words 1000 90 0.5000 0.2500 1.0000 1.0000 1.0000 1.000 2.000",
		"big meaning 1000 90 0.4000 0.5000 0.0000 0.0000 1.0000 0.000 0.000",
		"small words 10 1 0.7000 0.7500 0.0000 1.0000 1.0000 0.013 0.500",
		"mean of 2 words 0.6000 0.5000 0.5000 1.0000 1.0000",
		"mean of 1 meaning 0.4000 0.5000 0.0000 0.0000 1.0000",
		"small: 3 queries without a judgment above 0 skipped; 2 relevant documents not in the corpus (they count in the ideal); 1 documents without text",
	} {
		if i >= len(rows) || strings.Join(rows[i], " ") != want {
			t.Fatalf("line %d is not %q in\n%s", i+1, want, b.String())
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("disk full")

func TestWriteErrorsAreReturned(t *testing.T) {
	if err := WriteJSON(full{}, nil); !errors.Is(err, errFull) {
		t.Errorf("JSON: error %v", err)
	}
	if err := WriteTable(full{}, twoReports()); !errors.Is(err, errFull) {
		t.Errorf("table: error %v", err)
	}
	w := NewRunWriter(full{}, "x")
	w.Write("q", []Hit{{"a", 1}})
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("run: error %v", err)
	}
}
