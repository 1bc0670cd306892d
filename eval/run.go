package eval

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"
)

// Hit is one document of an answer.
type Hit struct {
	ID    string
	Score float64 // finite; higher is better
}

// Searcher is what is measured. Each collection is indexed once and then
// searched in every mode, one query at a time.
type Searcher interface {
	// Modes names the ways to search, at least one, in the order of the report.
	Modes() []string

	// Index replaces whatever was indexed before by docs, reads them to the end,
	// and returns how many of them a search can find. Ids are unique; each
	// document has some text, though perhaps none that a model knows.
	Index(ctx context.Context, docs iter.Seq[Document]) (int, error)

	// Search returns at most k documents, each once and none of q.Exclude. q.Text is
	// plain text, without query syntax.
	Search(ctx context.Context, mode string, q Query, k int) ([]Hit, error)
}

// RunOptions says how to measure.
type RunOptions struct {
	// Depth is how many hits are asked for. Below 100, recall@100 is that of the
	// first Depth. Default 100.
	Depth int

	// Now is read before and after each search. Default time.Now.
	Now func() time.Time

	// Ranked, when set, receives the hits of each query as they were measured:
	// best first. An error ends the run. Default nil.
	Ranked func(mode string, q Query, hits []Hit) error
}

// Run indexes a collection, asks its queries in every mode, and scores the
// answers. In each mode the first query is asked once more before the clock
// runs, so that buffers made on first use are not part of a latency. The error
// is that of reading, of the searcher, or wraps ErrSearcher when an answer
// holds a document twice, an excluded one, one that was never indexed, more than
// asked for, or a score that is no number.
func Run(ctx context.Context, c *Collection, s Searcher, o RunOptions) (Report, error) {
	if o.Depth == 0 {
		o.Depth = 100
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	r := Report{Set: c.Name, Queries: len(c.Queries), SkippedQueries: c.Skipped, UnknownQueries: c.Unknown,
		DuplicateQueries: c.Duplicates, ConflictingJudgments: c.Conflicting}
	started := o.Now()
	indexed, err := index(ctx, c, s, &r)
	if err != nil {
		return Report{}, err
	}
	r.IndexSeconds = o.Now().Sub(started).Seconds()
	r.MissingDocuments = missing(c, indexed)
	for _, mode := range s.Modes() {
		m, err := search(ctx, c, s, mode, indexed, o)
		if err != nil {
			return Report{}, err
		}
		r.Modes = append(r.Modes, m)
	}
	return r, nil
}

// index hands the documents that have text to the searcher, counts the others,
// and returns the ids of all documents: true for those that were handed over.
func index(ctx context.Context, c *Collection, s Searcher, r *Report) (map[string]bool, error) {
	given := map[string]bool{}
	var failed error
	handed, ended := 0, false
	findable, err := s.Index(ctx, func(yield func(Document) bool) {
		for d, err := range c.Documents() {
			if failed = cmp.Or(err, ctx.Err()); failed != nil {
				return
			}
			if _, twice := given[d.ID]; twice {
				r.DuplicateDocuments++
				continue
			}
			r.Documents++
			given[d.ID] = d.Content() != ""
			if !given[d.ID] {
				r.EmptyDocuments++
				continue
			}
			handed++
			if !yield(d) {
				return
			}
		}
		ended = true
	})
	switch {
	case failed != nil:
		return nil, failed
	case err != nil:
		return nil, fmt.Errorf("eval: cannot index %s: %w", c.Name, err)
	case !ended || findable < 0 || findable > handed:
		return nil, fmt.Errorf("eval: indexing %s ended after %d documents with %d to be found: %w", c.Name, handed, findable, ErrSearcher)
	}
	r.UnindexedDocuments = handed - findable
	return given, nil
}

// missing counts the relevant documents that the corpus does not have.
func missing(c *Collection, given map[string]bool) int {
	absent := map[string]bool{}
	for _, q := range c.Queries {
		for id, grade := range c.Judgments[q.ID] {
			if _, ok := given[id]; grade > 0 && !ok {
				absent[id] = true
			}
		}
	}
	return len(absent)
}

func search(ctx context.Context, c *Collection, s Searcher, mode string, indexed map[string]bool, o RunOptions) (ModeReport, error) {
	var scores []Scores
	var latencies []time.Duration
	for i, q := range c.Queries {
		if i == 0 {
			if _, err := s.Search(ctx, mode, q, o.Depth); err != nil {
				return ModeReport{}, failedSearch(c, q, mode, err)
			}
		}
		if err := ctx.Err(); err != nil {
			return ModeReport{}, err
		}
		before := o.Now()
		hits, err := s.Search(ctx, mode, q, o.Depth)
		latencies = append(latencies, o.Now().Sub(before))
		if err == nil {
			err = checkHits(hits, q, indexed, o.Depth)
		}
		if err != nil {
			return ModeReport{}, failedSearch(c, q, mode, err)
		}
		hits = slices.Clone(hits)
		sortHits(hits)
		scores = append(scores, Score(ids(hits), c.Judgments[q.ID]))
		if o.Ranked != nil {
			if err := o.Ranked(mode, q, hits); err != nil {
				return ModeReport{}, failedSearch(c, q, mode, err)
			}
		}
	}
	return ModeReport{Mode: mode, Scores: mean(scores), P50: milliseconds(quantile(latencies, 0.50)),
		P99: milliseconds(quantile(latencies, 0.99)), PerQuery: scores}, nil
}

func failedSearch(c *Collection, q Query, mode string, err error) error {
	return fmt.Errorf("eval: query %s of %s, mode %s: %w", q.ID, c.Name, mode, err)
}

// checkHits holds an answer to what Searcher promises.
func checkHits(hits []Hit, q Query, indexed map[string]bool, k int) error {
	if len(hits) > k {
		return fmt.Errorf("%d hits, at most %d were asked for: %w", len(hits), k, ErrSearcher)
	}
	seen := make(map[string]bool, len(hits))
	for i, h := range hits {
		reason := ""
		switch {
		case seen[h.ID]:
			reason = "came before"
		case !indexed[h.ID]:
			reason = "was never indexed"
		case slices.Contains(q.Exclude, h.ID):
			reason = "is excluded by the query"
		case math.IsNaN(h.Score) || math.IsInf(h.Score, 0):
			reason = fmt.Sprintf("has score %v", h.Score)
		}
		if reason != "" {
			return fmt.Errorf("hit %d, document %q, %s: %w", i+1, h.ID, reason, ErrSearcher)
		}
		seen[h.ID] = true
	}
	return nil
}

// sortHits ranks: highest score first, equal scores by id, lowest first.
func sortHits(hits []Hit) {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
}

func ids(hits []Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return ids
}

// quantile is the smallest value that at least the share p of all values do not
// exceed (nearest rank), 0 without values.
func quantile(values []time.Duration, p float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(int(math.Ceil(p*float64(len(sorted)))), 1)-1]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
