package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"

	"github.com/kindred-search/kindred/scripts/bench/result"
)

// measured is what the steps have written; nil where one has not run.
type measured struct {
	imports *importResult
	disk    *diskResult
	again   []imported
	stops   *stopsResult
	serve   *serveResult
	large   *imported
	stages  *stagesResult
}

func (b *bench) readAll() (m measured, err error) {
	for name, into := range map[string]any{
		"import.json": &m.imports, "disk.json": &m.disk, "again.json": &m.again, "stops.json": &m.stops,
		"serve.json": &m.serve, "large.json": &m.large, "stages.json": &m.stages,
	} {
		if e := b.read(name, into); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return m, err
}

// report writes numbers.md of what has been measured, and shows it.
func (b *bench) report(context.Context) error {
	m, err := b.readAll()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "# An archive imported: numbers\n\n%s, %d processors, %s/%s, %s. docs/archive.md says how each is measured.\n\n",
		result.Processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	m.write(&text)
	if err := os.WriteFile(b.file("numbers.md"), text.Bytes(), 0o666); err != nil {
		return err
	}
	_, err = os.Stdout.Write(text.Bytes())
	return err
}

func (m *measured) write(w io.Writer) {
	fmt.Fprint(w, "| figure | asked | measured |\n|---|---:|---:|\n")
	for _, r := range m.rows() {
		fmt.Fprintf(w, "| %s | %s | %s |\n", r.figure, r.asked, r.measured)
	}
	if m.disk != nil {
		partTable(w, "SQLite's tables and indexes", m.disk.Tables, m.disk)
		partTable(w, "Sections of the index", m.disk.Sections, m.disk)
	}
	if m.stops != nil {
		m.stops.table(w)
	}
	if m.stages != nil {
		fmt.Fprint(w, "\n## Processor time by stage\n\n| stage | s | part |\n|---|---:|---:|\n")
		for _, s := range m.stages.Shares {
			fmt.Fprintf(w, "| %s | %.1f | %.1f %% |\n", s.Stage, s.Seconds, 100*s.Part)
		}
	}
}

// partTable lists the parts, those under 0.1 bytes a paper as one.
func partTable(w io.Writer, title string, parts []part, d *diskResult) {
	fmt.Fprintf(w, "\n## %s\n\n", title)
	if len(parts) == 0 {
		fmt.Fprint(w, "Not counted: SQLite was built without dbstat; run the step disk with `-tags sqlite_dbstat`.\n")
		return
	}
	fmt.Fprint(w, "| part | bytes | bytes a paper | of the text |\n|---|---:|---:|---:|\n")
	row := func(name string, bytes int64) {
		fmt.Fprintf(w, "| %s | %d | %.1f | %.3f |\n", name, bytes, float64(bytes)/float64(max(d.Papers, 1)), float64(bytes)/float64(max(d.Text, 1)))
	}
	rest := part{Name: "others"}
	for _, p := range parts {
		if float64(p.Bytes) < 0.1*float64(d.Papers) {
			rest.Bytes += p.Bytes
		} else {
			row(p.Name, p.Bytes)
		}
	}
	row(rest.Name, rest.Bytes)
}

// table is one row for each run.
func (s *stopsResult) table(w io.Writer) {
	fmt.Fprintf(w, "\n## Runs that were stopped\n\nSeed %d.\n\n| ended by | after s | took s | texts embedded | went on from a checkpoint of | which lacked | read from the store | faults logged |\n|---|---:|---:|---:|---:|---:|---:|---:|\n", s.Seed)
	for _, r := range slices.Concat([]stopped{s.Whole}, s.Runs) {
		by, from, behind := r.Signal, "-", "-"
		if by == "" {
			by = "its end"
		}
		if r.Early {
			by = "its end, before " + by
		}
		if r.From != nil {
			from, behind = fmt.Sprint(r.From.Papers), fmt.Sprint(r.From.Behind)
		}
		fmt.Fprintf(w, "| %s | %.2f | %.2f | %d | %s | %s | %d | %d |\n", by, r.After, r.Took, r.Texts, from, behind, r.Read, r.Faults)
	}
}
