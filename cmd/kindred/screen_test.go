package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestCut(t *testing.T) {
	f := func(s string, width int, want string) {
		t.Helper()
		got := cut(s, width)
		if got != want || width > 0 && uniseg.StringWidth(got) > width {
			t.Errorf("cut(%q, %d) = %q, %d columns; need %q", s, width, got, uniseg.StringWidth(got), want)
		}
	}
	f("graph neural networks", 0, "graph neural networks")
	f("graph neural networks", 21, "graph neural networks")
	f("graph neural networks", 20, "graph neural networ…")
	f("graph neural networks", 7, "graph…") // no space before the ellipsis
	f("図形の学習", 10, "図形の学習")                 // two columns each
	f("図形の学習", 9, "図形の学…")
	f("図形の学習", 8, "図形の…")
	f("e\u0301e\u0301e\u0301", 2, "e\u0301…") // an accent stays with its letter
	f("", 5, "")
}

func TestWrap(t *testing.T) {
	f := func(s string, width int, want ...string) {
		t.Helper()
		if got := wrap(s, width); !slices.Equal(got, want) {
			t.Errorf("wrap(%q, %d) = %q; need %q", s, width, got, want)
		}
	}
	f("one two three", 0, "one two three")
	f("one two three", 7, "one two", "three")
	f("one two three", 6, "one", "two", "three")
	f("incomprehensibilities are long", 10, "incomprehensibilities", "are long")
	f("", 10, "")
}

func TestPrintableObeysNothing(t *testing.T) {
	f := func(s, want string) {
		t.Helper()
		if got := printable(s); got != want {
			t.Errorf("printable(%q) = %q; need %q", s, got, want)
		}
	}
	f("Schrödinger's 猫", "Schrödinger's 猫")
	f("red\x1b[31m", "red [31m")
	f("two\nlines", "two lines")
	f("c1\u009b31m", "c1 31m")
	f("abc\u202edef", "abcdef")
}

func TestTableFitsTheScreen(t *testing.T) {
	columns := []column{{head: "SCORE", right: true}, {head: "ID", paint: cyan}, {head: "TITLE"}}
	rows := func() [][]string {
		return [][]string{
			{"0.5", "2310.16228", strings.Repeat("long ", 40)},
			{"10", "hep-th/9901001", "short"},
		}
	}
	for _, width := range []int{0, 40, 60, 120} {
		var out bytes.Buffer
		if err := writeTable(&out, screen{width: width}, columns, rows(), nil); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 3 {
			t.Fatalf("width %d: %d lines, need a head and two rows", width, len(lines))
		}
		for _, line := range lines {
			if wide := uniseg.StringWidth(line); width > 0 && wide > width {
				t.Errorf("width %d: a line of %d columns: %q", width, wide, line)
			}
		}
		if cut := strings.Contains(lines[1], "…"); cut != (width > 0) {
			t.Errorf("width %d: cut %t: %q", width, cut, lines[1])
		}
		// Columns begin where their heads do; numbers end there.
		if at := strings.Index(lines[0], "ID"); strings.Index(lines[1], "2310.") != at || strings.Index(lines[2], "hep-th") != at {
			t.Errorf("width %d: columns do not stand under each other:\n%s", width, out.String())
		}
		if lines[1][:5] != "  0.5" || lines[2][:5] != "   10" {
			t.Errorf("width %d: numbers do not stand right:\n%s", width, out.String())
		}
	}
}

func TestColorOnlyOnAScreenWithColor(t *testing.T) {
	columns := []column{{head: "ID", paint: cyan}}
	for _, color := range []bool{false, true} {
		var out bytes.Buffer
		if err := writeTable(&out, screen{color: color}, columns, [][]string{{"a\x1b[31m"}}, nil); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "\x1b["); got != color {
			t.Errorf("color %t: %q", color, out.String())
		}
		if strings.Contains(out.String(), "\x1b[31m") {
			t.Errorf("a title paints the terminal: %q", out.String())
		}
	}
	if s := screenOf(&bytes.Buffer{}); s != (screen{}) {
		t.Errorf("a buffer is taken for a terminal: %+v", s)
	}
}
