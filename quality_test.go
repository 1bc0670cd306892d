package kindred_test

import (
	"bufio"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/embed/ort"
	"github.com/kindred-search/kindred/eval"
	"github.com/kindred-search/kindred/rank"
)

var update = flag.Bool("update", false, "rewrite testdata/quality.txt with what the engine answers now")

const (
	qualitySample    = "cmd/kindred/sample/papers.jsonl"
	qualityQuestions = "testdata/quality/questions.txt"
	qualityGolden    = "testdata/quality.txt"
)

var (
	qualityModes    = []kindred.Mode{kindred.Lexical, kindred.Semantic, kindred.Hybrid}
	qualityProfiles = []rank.Profile{rank.Balanced, rank.Relevance} // that of the results shown first
)

// TestQuality asks the built-in sample the questions of testdata/quality and
// compares the answers and their measures with testdata/quality.txt, so that a
// change of ranking is a diff to be read. Only orders and measures are in that
// file, never a score: the last bits of the model's vectors may differ between
// processors.
func TestQuality(t *testing.T) {
	e, titles := sampleEngine(t)
	got := qualityReport(t, e, readJudged(t, titles), titles)
	if *update {
		if err := os.WriteFile(qualityGolden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile(qualityGolden)
	if err != nil {
		t.Fatalf("%v; make it with go test -run TestQuality -update .", err)
	}
	need := strings.ReplaceAll(string(golden), "\r\n", "\n")
	if got != need {
		t.Errorf("the ranking is not that of %s (-); if the new one (+) is meant, write it with go test -run TestQuality -update .\n%s",
			qualityGolden, firstDifferences(need, got, 30))
	}
}

// sampleEngine opens an engine on the sample, and returns the titles by id.
func sampleEngine(t *testing.T) (*kindred.Engine, map[string]string) {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC) } // just behind the newest of the sample
	e, err := kindred.Open(filepath.Join(t.TempDir(), "sample.db"), kindred.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	switch r, err := e.Add(t.Context(), format.ReadFile(qualitySample, format.Options{})); {
	case errors.Is(err, ort.ErrNotFound):
		t.Skipf("needs ONNX Runtime, which `make setup` brings: %v", err)
	case err != nil:
		t.Fatal(err)
	case len(r.Rejected) > 0:
		t.Fatalf("%s: %+v", qualitySample, r)
	}
	titles := map[string]string{}
	for p, err := range e.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		titles[p.ID] = p.Title
	}
	return e, titles
}

// A judged question has the grades of papers by id, 1 or 2; none when nothing
// answers it.
type judged struct {
	text   string
	grades map[string]int
}

// readJudged reads the questions, and holds each judgment to be of the paper
// that it names.
func readJudged(t *testing.T, titles map[string]string) []judged {
	t.Helper()
	file, err := os.Open(qualityQuestions)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []judged
	asked := map[string]bool{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), " \r")
		judgment, indented := strings.CutPrefix(line, "  ")
		switch {
		case line == "" || line[0] == '#':
		case !indented:
			if asked[line] {
				t.Errorf("%s:%d: asked before", qualityQuestions, n)
			}
			asked[line] = true
			all = append(all, judged{line, map[string]int{}})
		default:
			grade, rest, _ := strings.Cut(judgment, " ")
			id, title, _ := strings.Cut(rest, " ")
			if len(all) == 0 {
				t.Fatalf("%s:%d: a judgment before the first question", qualityQuestions, n)
			}
			grades := all[len(all)-1].grades
			if title == "" || !strings.HasPrefix(titles[id], title) || grade != "1" && grade != "2" || grades[id] != 0 {
				t.Errorf("%s:%d: got %q, need grade 1 or 2, the id of a paper that was not yet judged, and the beginning of its title", qualityQuestions, n, judgment)
			}
			grades[id] = int(grade[0] - '0')
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(all) < 40 {
		t.Errorf("%s: %d questions, need 40", qualityQuestions, len(all))
	}
	return all
}

// A summary adds up the measures of one profile and mode.
type summary struct {
	ndcg, recall, mrr float64
	first             int // questions of which the first result is relevant
}

// add counts one answer, and returns its nDCG@10.
func (s *summary) add(ids []string, grades map[string]int) float64 {
	ndcg := eval.NDCG(ids, grades, 10)
	s.ndcg += ndcg
	s.recall += eval.Recall(ids, grades, 10)
	s.mrr += eval.ReciprocalRank(ids, grades, 10)
	if len(ids) > 0 && grades[ids[0]] > 0 {
		s.first++
	}
	return ndcg
}

// qualityReport asks everything and writes it down.
func qualityReport(t *testing.T, e *kindred.Engine, questions []judged, titles map[string]string) string {
	t.Helper()
	type side struct {
		profile rank.Profile
		mode    kindred.Mode
	}
	sums := map[side]*summary{}
	for _, p := range qualityProfiles {
		for _, m := range qualityModes {
			sums[side{p, m}] = new(summary)
		}
	}
	counted := 0
	var blocks strings.Builder
	for _, q := range questions {
		if len(q.grades) > 0 {
			counted++
		}
		fmt.Fprintf(&blocks, "\n%s\n", q.text)
		for _, mode := range qualityModes {
			var shown []string
			fmt.Fprintf(&blocks, "  %-8s", mode)
			for i, profile := range qualityProfiles {
				ids := answer(t, e, q.text, mode, profile)
				if i == 0 {
					shown = ids[:min(5, len(ids))]
				}
				if len(q.grades) == 0 {
					blocks.WriteString("    -")
				} else {
					fmt.Fprintf(&blocks, " %.2f", sums[side{profile, mode}].add(ids, q.grades))
				}
			}
			write(&blocks, q, shown, titles, mode == kindred.Hybrid)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, qualityHead, counted, qualityQuestions, len(questions)-counted, qualityProfiles[0], qualityProfiles[1])
	for _, p := range qualityProfiles {
		for _, m := range qualityModes {
			s, n := sums[side{p, m}], float64(counted)
			fmt.Fprintf(&b, "%-9s  %-8s    %.3f      %.3f   %.3f  %d of %d\n", p, m, s.ndcg/n, s.recall/n, s.mrr/n, s.first, counted)
		}
	}
	return b.String() + blocks.String()
}

const qualityHead = `# How well the built-in sample is searched: %d questions with the judgments of
# %s, and %d that nothing answers. Written by
#
#	go test -run TestQuality -update .
#
# Below a question: each mode with its nDCG@10 in the profiles %s and %s,
# and its first five results in %[4]s. Before a result its grade: 2 answers the
# question, 1 is related, a point is neither.

profile    mode      nDCG@10  recall@10  MRR@10  first is relevant
`

// write ends the line of a mode with its first results, or has them follow, each
// on a line with its title.
func write(b *strings.Builder, q judged, ids []string, titles map[string]string, own bool) {
	if own {
		b.WriteString("\n")
	}
	for _, id := range ids {
		grade := "."
		if g := q.grades[id]; g > 0 {
			grade = fmt.Sprint(g)
		}
		if own {
			fmt.Fprintf(b, "    %s %s %s\n", grade, id, short(titles[id]))
		} else {
			fmt.Fprintf(b, "  %s %s", grade, id)
		}
	}
	if !own {
		b.WriteString("\n")
	}
}

// answer is the first ten results for a question.
func answer(t *testing.T, e *kindred.Engine, text string, mode kindred.Mode, profile rank.Profile) []string {
	t.Helper()
	res, err := e.Search(t.Context(), kindred.Query{Text: text, Mode: mode, Profile: profile})
	if err != nil {
		t.Fatalf("%s (%s): %v", text, mode, err)
	}
	if res.Mode != mode {
		t.Errorf("%s: ran as %s, need %s", text, res.Mode, mode)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// short is the beginning of a title, in whole words.
func short(title string) string {
	const most = 60
	if len(title) <= most {
		return title
	}
	return title[:cmp.Or(strings.LastIndexByte(title[:most+1], ' '), most)] + " ..."
}

// firstDifferences lists, block by block, which lines went (-) and which came
// (+), at most n of them.
func firstDifferences(before, after string, n int) string {
	var b strings.Builder
	old, now := strings.Split(before, "\n\n"), strings.Split(after, "\n\n")
	for i := range max(len(old), len(now)) {
		var was, is []string
		if i < len(old) {
			was = strings.Split(old[i], "\n")
		}
		if i < len(now) {
			is = strings.Split(now[i], "\n")
		}
		if slices.Equal(was, is) {
			continue
		}
		if len(is) > 0 {
			fmt.Fprintf(&b, "  %s\n", is[0])
		}
		for _, side := range []struct {
			mark         string
			lines, other []string
		}{{"-", was, is}, {"+", is, was}} {
			for j, line := range side.lines {
				if j < len(side.other) && side.other[j] == line {
					continue
				}
				if n--; n < 0 {
					return b.String() + "  and more"
				}
				fmt.Fprintf(&b, "%s %s\n", side.mark, line)
			}
		}
	}
	return b.String()
}

func TestFirstDifferences(t *testing.T) {
	f := func(before, after string, n int, need string) {
		t.Helper()
		if got := firstDifferences(before, after, n); got != need {
			t.Errorf("got\n%s\nneed\n%s", got, need)
		}
	}
	f("a\nb", "a\nb", 9, "")
	f("a\nb\nc\n\nd", "a\nc\nc\n\nd", 9, "  a\n- b\n+ c\n")
	f("a\nb\n\nd\n1\n2", "a\nb\n\nd\n2\n1", 9, "  d\n- 1\n- 2\n+ 2\n+ 1\n")
	f("a\nb\n\nd\n1\n2", "a\nb\n\nd\n2\n1", 3, "  d\n- 1\n- 2\n+ 2\n  and more")
	f("a", "a\n\nb\nc", 9, "  b\n+ b\n+ c\n")
	f("a\n\nb\nc", "a", 9, "- b\n- c\n")
}
