package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// barPause is how long a bar stays as it is: often enough to look alive.
const barPause = 100 * time.Millisecond

// A bar shows on a terminal how far work on papers is, with their rate and the
// time left. A nil bar shows nothing: what is no terminal has none.
type bar struct {
	*progressbar.ProgressBar
	size          int64
	first         int // papers that were there before; -1 until something is shown
	started, said time.Time
	also          string // what else is said, before the papers
}

// newBar makes the bar of work whose size is in bytes, or in papers; -1 when
// it is not known.
func newBar(w io.Writer, size int64, bytes bool) *bar {
	if !isTerminal(w) || size == 0 {
		return nil
	}
	now := time.Now()
	return &bar{progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("0 papers"),
		progressbar.OptionShowBytes(bytes),
		progressbar.OptionThrottle(barPause)), size, -1, now, now, ""}
}

// show says how far the work is, and how many papers are behind it.
func (b *bar) show(done int64, papers int) {
	if b == nil {
		return
	}
	if b.size > 0 {
		done = min(done, b.size-1) // all is read before all is stored: whole is what end says
	}
	b.Set64(done)
	if b.first < 0 {
		b.first, b.started = papers, time.Now()
	}
	if now := time.Now(); now.Sub(b.said) > barPause {
		b.said = now
		b.Describe(fmt.Sprintf("%s%d papers, %.0f/s", b.also, papers, float64(papers-b.first)/now.Sub(b.started).Seconds()))
	}
}

// showPages is show for papers that come in pages, of whose number nobody knows.
func (b *bar) showPages(pages, papers int) {
	if b != nil {
		b.also = fmt.Sprintf("%d pages, ", pages)
	}
	b.show(int64(papers), papers)
}

// clear makes room for a line of text; the bar comes back below it.
func (b *bar) clear() {
	if b != nil {
		b.Clear()
	}
}

// end takes the bar away.
func (b *bar) end() {
	if b != nil {
		b.Clear()
		b.Exit()
	}
}
