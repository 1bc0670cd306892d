package eval

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes one line for each collection and mode, the means below, and
// then a sentence for each collection of which something was left out.
func WriteTable(w io.Writer, reports []Report) error {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "set\tmode\tdocuments\tqueries\tnDCG@10\tMRR@10\tR@10\tR@20\tR@100\tp50 ms\tp99 ms\t")
	for _, r := range reports {
		for _, m := range r.Modes {
			fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%s\t%.3f\t%.3f\t\n", r.Set, m.Mode, r.Documents, r.Queries, cells(m.Scores), m.P50, m.P99)
		}
	}
	if len(reports) > 1 {
		for _, m := range Means(reports) {
			fmt.Fprintf(t, "mean of %d\t%s\t\t\t%s\t\t\t\n", m.Sets, m.Mode, cells(m.Scores))
		}
	}
	t.Flush() // into a buffer, which takes everything
	for _, r := range reports {
		if left := leftOut(r); left != "" {
			fmt.Fprintf(&b, "%s: %s\n", r.Set, left)
		}
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("eval: cannot write the table: %w", err)
	}
	return nil
}

func cells(s Scores) string {
	return fmt.Sprintf("%.4f\t%.4f\t%.4f\t%.4f\t%.4f", s.NDCG10, s.MRR10, s.Recall10, s.Recall20, s.Recall100)
}

// leftOut lists what a report's figures do not cover, "" when they cover all.
func leftOut(r Report) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{r.SkippedQueries, "queries without a judgment above 0 skipped"},
		{r.UnknownQueries, "judged queries not in the query file"},
		{r.DuplicateQueries, "queries with a repeated id left out"},
		{r.ConflictingJudgments, "judgments that contradict an earlier one left out"},
		{r.MissingDocuments, "relevant documents not in the corpus (they count in the ideal)"},
		{r.EmptyDocuments, "documents without text"},
		{r.UnindexedDocuments, "documents of whose text nothing could be indexed"},
		{r.DuplicateDocuments, "documents with a repeated id left out"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, "; ")
}
