package main

import (
	"os"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// A screen is what is known of where text goes: a person's terminal, or a file
// or pipe, where nothing is cut and nothing is colored.
type screen struct {
	width int  // columns of the terminal; 0 when text may be of any width
	color bool // the terminal shows colors and nobody asked for none
}

// screenOf looks at a stream of the process. NO_COLOR is as no-color.org has it.
func screenOf(stream any) screen {
	if !isTerminal(stream) {
		return screen{}
	}
	width, _, err := term.GetSize(int(stream.(*os.File).Fd()))
	if err != nil {
		width = 80
	}
	return screen{max(width, 20), os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// A paint is how a terminal is asked to show a text (ECMA-48, SGR).
type paint string

const (
	plain paint = ""
	faint paint = "2"
	bold  paint = "1"
	cyan  paint = "36"
)

func (s screen) paint(text string, p paint) string {
	if !s.color || p == plain || text == "" {
		return text
	}
	return "\x1b[" + string(p) + "m" + text + "\x1b[0m"
}

// printable leaves out of a text of unknown origin what a terminal would obey:
// control characters and those that turn the direction of writing.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// cut shortens a text to the width given in columns; 0 leaves it as it is.
func cut(s string, width int) string {
	if width <= 0 || uniseg.StringWidth(s) <= width {
		return s
	}
	kept, columns, state := 0, 0, -1
	for rest := s; rest != ""; {
		var cluster string
		var wide int
		cluster, rest, wide, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if columns+wide > width-1 { // one is for the ellipsis
			break
		}
		columns += wide
		kept += len(cluster)
	}
	return strings.TrimRight(s[:kept], " ") + "…"
}

// wrap breaks a text into lines of at most width columns, between words; 0
// gives one line.
func wrap(s string, width int) []string {
	var lines []string
	line, columns := "", 0
	for _, word := range strings.Fields(s) {
		wide := uniseg.StringWidth(word)
		switch {
		case line == "":
			line, columns = word, wide
		case width > 0 && columns+1+wide > width:
			lines = append(lines, line)
			line, columns = word, wide
		default:
			line, columns = line+" "+word, columns+1+wide
		}
	}
	return append(lines, line)
}
