package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func collect(t *testing.T, r io.Reader) ([]string, error) {
	t.Helper()
	lines, failed := readLines(context.Background(), r)
	var got []string
	for batch := range batches(context.Background(), lines) {
		got = append(got, batch...)
	}
	return got, <-failed
}

func TestReadLines(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		got, err := collect(t, strings.NewReader(in))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q gives %q, %v; need %q", in, got, err, want)
		}
	}
	f("")
	f("a", "a")
	f("a\n", "a")
	f("a\r\nb", "a", "b")
	f("\n\n", "", "")
	f("a\n\nb\n", "a", "", "b")
}

func TestReadLinesReportsAFailure(t *testing.T) {
	broken := errors.New("broken")
	got, err := collect(t, io.MultiReader(strings.NewReader("a\nb\n"), iotest.ErrReader(broken)))
	if !slices.Equal(got, []string{"a", "b"}) || !errors.Is(err, broken) {
		t.Errorf("got %q, %v; need the lines before the failure and the failure", got, err)
	}
}

func TestLongLineIsCutAndTheNextIsWhole(t *testing.T) {
	in := bufio.NewReader(strings.NewReader(strings.Repeat("x", 3*longestLine) + "\nnext\n"))
	first, err := readLine(in)
	if err != nil || len(first) < longestLine || len(first) > longestLine+1<<16 {
		t.Errorf("a line of %d bytes gives %d, %v; need about %d", 3*longestLine, len(first), err, longestLine)
	}
	if next, err := readLine(in); err != nil || next != "next" {
		t.Errorf("the line after it is %q, %v", next, err)
	}
}
