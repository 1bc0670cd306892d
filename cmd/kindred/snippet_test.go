package main

import (
	"testing"

	"github.com/kindred-search/kindred"
)

func TestSnippet(t *testing.T) {
	f := func(s screen, text string, marks [][2]int, need string) {
		t.Helper()
		if got := s.snippet(&kindred.Snippet{Text: text, Marks: marks}); got != need {
			t.Errorf("got\n%q, need\n%q", got, need)
		}
	}
	f(screen{}, "Agents plan.", nil, "    Agents plan.\n")
	f(screen{color: true}, "Agents plan.", [][2]int{{0, 5}, {7, 11}}, "    \x1b[1mAgent\x1b[0ms \x1b[1mplan\x1b[0m.\n")
	f(screen{color: true}, "Agents plan.", [][2]int{{0, 11}}, "    \x1b[1mAgents\x1b[0m \x1b[1mplan\x1b[0m.\n") // a phrase
	f(screen{width: 20}, "Agents plan\nin the world of games.", nil, "    Agents plan in\n    the world of\n    games.\n")
	f(screen{}, "bad \x1b[31m text", nil, "    bad  [31m text\n")
	if got := (screen{}).snippet(nil); got != "" {
		t.Errorf("got %q for none", got)
	}
}
