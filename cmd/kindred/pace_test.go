package main

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	var p pace
	begun := time.Unix(0, 0)
	f := func(seconds float64, done, count, rate int64, left time.Duration, known bool) {
		t.Helper()
		gotRate, gotLeft, gotKnown := p.at(begun.Add(time.Duration(seconds*float64(time.Second))), done, 1000, count)
		if gotRate != rate || gotLeft != left || gotKnown != known {
			t.Errorf("after %g s: %d/s, %s left, %t; need %d/s, %s, %t", seconds, gotRate, gotLeft, gotKnown, rate, left, known)
		}
	}
	f(0, 0, 0, 0, 0, false)
	f(0.5, 10, 100, 0, 0, false) // it says nothing yet
	f(1, 20, 200, 200, 49*time.Second, true)
	f(4, 80, 800, 200, 46*time.Second, true)
	f(10, 200, 2000, 200, 40*time.Second, true)
	// Twice as fast from here on: what was before is forgotten after a while.
	f(20, 600, 6000, 400, 10*time.Second, true)
	f(25, 800, 8000, 400, 5*time.Second, true)
	f(30, 1000, 10_000, 400, 0, true)

	p = pace{}
	p.at(begun, 0, -1, 0)
	if rate, left, known := p.at(begun.Add(2*time.Second), 50, -1, 30); rate != 15 || left != 0 || !known {
		t.Errorf("without a size: %d/s, %s left, %t", rate, left, known)
	}
}

func TestInBytes(t *testing.T) {
	f := func(n int64, want string) {
		t.Helper()
		if got := inBytes(n); got != want {
			t.Errorf("%d bytes are %q; need %q", n, got, want)
		}
	}
	f(0, "0 bytes")
	f(999, "999 bytes")
	f(1000, "1.0 kB")
	f(999_949, "999.9 kB")
	f(999_950, "1.0 MB")
	f(23_400_000, "23.4 MB")
	f(1_200_000_000, "1.2 GB")
}
