package main

import (
	"fmt"
	"slices"
)

// A row is one figure of the table. Nothing is asked of some.
type row struct{ figure, asked, measured string }

// rows are the figures of all steps that have run.
func (m *measured) rows() (rows []row) {
	put := func(figure, asked, format string, args ...any) {
		rows = append(rows, row{figure, asked, fmt.Sprintf(format, args...)})
	}
	if m.imports != nil {
		m.imports.Small.rows(fmt.Sprintf("import of %d records", m.imports.Small.Read), "", "at most 600 MB", put)
		m.imports.All.rows(fmt.Sprintf("import of %d records", m.imports.All.Read), "at least 3500", "at most 1500 MB", put)
	}
	if d := m.disk; d != nil && d.Papers > 0 {
		papers, text := float64(d.Papers), float64(d.Text)
		put("title and abstract, bytes a paper", "", "%.0f", text/papers)
		put("store file, bytes a paper", "", "%.0f (%.2f of the text)", float64(d.Store)/papers, float64(d.Store)/text)
		put("index folder, bytes a paper", "", "%.0f (%.2f of the text)", float64(d.Folder)/papers, float64(d.Folder)/text)
		put("both, of the text", "at most 3.9", "%.2f", float64(d.Store+d.Folder)/text)
	}
	if len(m.again) > 0 {
		var rates []int
		for _, i := range m.again {
			rates = append(rates, int(i.Rate))
		}
		put("records of an import again that take turns under one id", "", "%d of %d", m.again[0].Updated, m.again[0].Read)
		put("the same import again, records/s, best (all)", "at least 80000", "%d (%v)", slices.Max(rates), rates)
	}
	if s := m.stops; s != nil {
		put("ten times stopped: texts embedded, of those of a whole import", "at most 1.1, and a batch for each stop", "%d of %d: %.3f", s.Texts, s.Whole.Texts, float64(s.Texts)/float64(max(s.Whole.Texts, 1)))
		put("papers lost, extra, of another text", "0, 0, 0", "%d, %d, %d of %d", s.Difference.Lost, s.Difference.Extra, s.Difference.Changed, s.Papers)
		resumed, read := s.resumed()
		put("runs that went on from a checkpoint, that read the papers from the store, others", "", "%d, %d, %d", resumed, read, len(s.Runs)-resumed-read)
	}
	if s := m.serve; s != nil {
		put(fmt.Sprintf("hybrid search among %d papers over HTTP, %d questions in turn, p50", s.Papers, s.Asked), "at most 2 ms", "%.2f ms", s.Asked50)
		put("the same, p99", "", "%.2f ms", s.Asked99)
		put(fmt.Sprintf("the same with %d titles, each asked once: p50, p99", s.Queries), "", "%.2f, %.2f ms", s.P50, s.P99)
		put("start to ready", "", "%.0f ms", s.Ready)
	}
	if l := m.large; l != nil {
		l.rows(fmt.Sprintf("import of %d records", l.Read), "", "", put)
		if m.imports != nil {
			large, small := l.peakPerPaper(), m.imports.All.peakPerPaper()
			put("peak memory a paper, large import against the import of all", "no larger", "%.0f against %.0f bytes: %.2f", large, small, large/small)
		}
	}
	return rows
}

func (i *imported) rows(name, rate, peak string, put func(figure, asked, format string, args ...any)) {
	put(name+", records/s", rate, "%.0f", i.Rate)
	put(name+", wall time", "", "%.1f s", i.Seconds)
	put(name+", user and system time", "", "%.1f and %.1f s", i.User, i.System)
	put(name+", peak memory", peak, "%.0f MB", float64(i.Peak)/1e6)
}

// papers is how many the store has after an import into a fresh one.
func (i *imported) papers() int { return max(i.Added, 1) }

func (i *imported) peakPerPaper() float64 { return float64(i.Peak) / float64(i.papers()) }

// resumed counts the runs that had a checkpoint to go on from, and those that had papers
// and none. The others met an empty store, or ended before they opened it.
func (s *stopsResult) resumed() (resumed, read int) {
	for _, r := range s.Runs {
		switch {
		case r.From != nil:
			resumed++
		case r.Read > 0:
			read++
		}
	}
	return resumed, read
}
