package main

import "time"

// paceWindow is how far back the rate of work is looked for, up to twice as far: an
// import goes on at another one when papers that are there already are behind it.
const paceWindow = 10 * time.Second

// paceFrom is from when on a rate says something.
const paceFrom = time.Second

// A pace knows how fast work has gone of late.
type pace struct{ from, next mark }

// A mark is how far the work was.
type mark struct {
	at          time.Time
	done, count int64
}

// at says how many are counted a second, and in which time done will be size; 0 for
// a size that is not known, which is below 0. known is false in the beginning.
func (p *pace) at(now time.Time, done, size, count int64) (rate int64, left time.Duration, known bool) {
	here := mark{now, done, count}
	if p.from.at.IsZero() {
		p.from, p.next = here, here
	}
	if now.Sub(p.next.at) >= paceWindow {
		p.from, p.next = p.next, here
	}
	took := now.Sub(p.from.at)
	if took < paceFrom {
		return 0, 0, false
	}
	if moved := done - p.from.done; size > done && moved > 0 {
		left = time.Duration(float64(took) * float64(size-done) / float64(moved))
	}
	return int64(float64(count-p.from.count) / took.Seconds()), left, true
}
