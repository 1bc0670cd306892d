package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// barPause is how long a bar stays as it is: often enough to look alive.
const barPause = 100 * time.Millisecond

// A bar shows on a terminal how far work is, with its rate and the time left. A nil
// bar shows nothing: what is no terminal has none.
type bar struct {
	*progressbar.ProgressBar
	size int64
	unit unit
	also string // what else is said, before the count
	said time.Time
	pace pace
}

// A unit is what a bar counts.
type unit int

const (
	ofPapers unit = iota
	ofBytes
)

// count writes so many of them.
func (u unit) count(n int64) string {
	if u == ofBytes {
		return inBytes(n)
	}
	return fmt.Sprintf("%d papers", n)
}

// rate writes so many of them a second.
func (u unit) rate(n int64) string {
	if u == ofBytes {
		return inBytes(n) + "/s"
	}
	return fmt.Sprintf("%d/s", n)
}

// newBar makes the bar of work of a size; -1 when it is not known.
func newBar(w io.Writer, size int64, u unit) *bar {
	if !isTerminal(w) || size == 0 {
		return nil
	}
	return &bar{ProgressBar: progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(w),
		progressbar.OptionFullWidth(),
		progressbar.OptionSetElapsedTime(false),        // show says in words what time is left
		progressbar.OptionSetPredictTime(false)), size: size, unit: u}
}

// show says how far the work is, how many of its unit are behind it, and how many
// of them were rejected.
func (b *bar) show(done, count int64, rejected int) {
	if b == nil {
		return
	}
	if b.size > 0 {
		done = min(done, b.size-1) // all is read before all is stored: whole is what end says
	}
	now := time.Now()
	if now.Sub(b.said) < barPause {
		return
	}
	b.said = now
	says := b.also + b.unit.count(count)
	if rate, left, known := b.pace.at(now, done, b.size, count); known {
		says += ", " + b.unit.rate(rate)
		if left = left.Round(time.Second); left > 0 {
			says += fmt.Sprintf(", %s left", left)
		}
	}
	if rejected > 0 {
		says += fmt.Sprintf(", %d rejected", rejected)
	}
	b.Set64(done)
	b.Describe(says) // which shows both
}

// showPages is show for papers that come in pages, of whose number nobody knows.
func (b *bar) showPages(pages, papers, rejected int) {
	if b != nil {
		b.also = fmt.Sprintf("%d pages, ", pages)
	}
	b.show(int64(papers), int64(papers), rejected)
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
