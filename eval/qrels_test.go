package eval

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

func TestJudgments(t *testing.T) {
	for _, c := range []struct {
		name, input string
		want        []judgment
	}{
		{"BEIR", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n", []judgment{{"q1", "d1", 2}, {"q1", "d2", 0}}},
		{"without header", "q1\td1\t1\n", []judgment{{"q1", "d1", 1}}},
		{"TREC with tabs", "q1\t0\td1\t1\n", []judgment{{"q1", "d1", 1}}},
		{"TREC with spaces", "q1 0 d1 -2\n  q2   0 d2  1\n", []judgment{{"q1", "d1", -2}, {"q2", "d2", 1}}},
		{"three columns with spaces", "q1 d1 3", []judgment{{"q1", "d1", 3}}},
		{"header of four columns", "query-id\titer\tcorpus-id\trelevance\nq1\t0\td1\t1\n", []judgment{{"q1", "d1", 1}}},
		{"byte order mark, CRLF, blank lines", "\xef\xbb\xbfquery-id\tcorpus-id\tscore\r\n\r\nq1\td1\t1\r\n", []judgment{{"q1", "d1", 1}}},
		{"byte order mark without header", "\xef\xbb\xbfq1\td1\t1", []judgment{{"q1", "d1", 1}}},
		{"id with a space", "q 1\td 1\t1", []judgment{{"q 1", "d 1", 1}}},
		{"whole number with a point", "q1\td1\t2.0\nq1\td2\t-1.00", []judgment{{"q1", "d1", 2}, {"q1", "d2", -1}}},
		{"repeated", "q1\td1\t1\nq1\td1\t1", []judgment{{"q1", "d1", 1}, {"q1", "d1", 1}}},
		{"empty file", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := collect(judgments(strings.NewReader(c.input), "qrels/test.tsv"))
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestBadJudgments(t *testing.T) {
	for _, c := range []struct {
		name, input string
		line        int
		word        string
	}{
		{"damaged number in the first line is no header", "q1\td1\t1x\n", 1, "1x"},
		{"header in the middle", "q1\td1\t1\nquery-id\tcorpus-id\tscore\n", 2, "score"},
		{"two columns", "query-id\tcorpus-id\tscore\nq1\td1\n", 2, "2 columns"},
		{"five columns", "q1 0 d1 1 x1\n", 1, "5 columns"},
		{"half a grade", "q1\td1\t0.5\n", 1, "no whole number"},
		{"beyond 32 bits", "q1\td1\t99999999999\n", 1, "no whole number"},
		{"no grade", "q1\td1\t\n", 1, "no whole number"},
		{"no document", "q1\t\t1\n", 1, "empty id"},
		{"JSON", "{\"_id\": 1}\n", 1, "2 columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := collect(judgments(strings.NewReader(c.input), "qrels/test.tsv"))
			wantLine(t, err, c.line, "qrels/test.tsv", c.word)
		})
	}
}

func TestFirstOfContradictingJudgmentsHolds(t *testing.T) {
	input := "q1\td1\t2\nq1\td1\t2\nq1\td1\t0\nq2\td1\t1\n"
	got, conflicting, err := gather(strings.NewReader(input), "f")
	want := map[string]map[string]int{"q1": {"d1": 2}, "q2": {"d1": 1}}
	if err != nil || conflicting != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %d conflicting, %v; want %v, 1", got, conflicting, err, want)
	}
}

func FuzzJudgments(f *testing.F) {
	f.Add([]byte("query-id\tcorpus-id\tscore\r\nq1\td1\t1\n"))
	f.Add([]byte("q1 0 d1 -1\n\xef\xbb\xbf\n"))
	f.Add([]byte("q1\td1\t1.0\nq1\td1"))
	f.Fuzz(func(t *testing.T, input []byte) {
		got, err := collect(judgments(bytes.NewReader(input), "f"))
		for _, j := range got {
			if j.query == "" || j.document == "" {
				t.Errorf("judgment without id: %+v", j)
			}
		}
		if err == nil { // a header is a line too
			rows := 0
			for l := range lines(bytes.NewReader(input)) {
				if len(l.text) > 0 {
					rows++
				}
			}
			if len(got) != rows && len(got) != rows-1 {
				t.Errorf("%d judgments of %d lines", len(got), rows)
			}
			return
		}
		checkFuzzed(t, input, len(got), err)
	})
}
