package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"slices"
)

const (
	flameWidth  = 1200
	flameRow    = 18
	flameTop    = 34
	letterWidth = 6.6 // of 11 px monospace
)

// fills are of the stages in the order of rules, the rest last: light, so that black
// letters can be read on all.
var fills = []string{"#d9d9d9", "#f4c7a5", "#f2e2a0", "#a8d5ba", "#7fc8a9", "#c9b6e4", "#e6a5b8", "#8fbce6", "#bfe3f2", "#f0a58f", "#d6cfa3", "#eeeeee"}

func fillOf(stage string) string {
	at := slices.IndexFunc(rules, func(r rule) bool { return r.stage == stage })
	if at < 0 || at >= len(fills) {
		return fills[len(fills)-1]
	}
	return fills[at]
}

// flame draws samples as SVG: a rectangle for each function, as wide as the time in it,
// upon the one that called it.
func flame(out io.Writer, title string, all []sampled) error {
	boxes := layout(all)
	deepest, total := 0, 0.0
	for _, b := range boxes {
		deepest = max(deepest, b.Depth)
	}
	for _, s := range all {
		total += float64(s.nanos) / 1e9
	}
	height := flameTop + (deepest+1)*flameRow + 8
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="11">`+"\n", flameWidth, height)
	fmt.Fprintf(w, `<rect width="%d" height="%d" fill="white"/>`+"\n", flameWidth, height)
	fmt.Fprintf(w, `<text x="8" y="21" font-family="sans-serif" font-size="15">%s: %.0f seconds</text>`+"\n", html.EscapeString(title), total)
	for _, b := range boxes {
		x, width, y := b.Left*flameWidth, b.Width*flameWidth, height-8-(b.Depth+1)*flameRow
		fmt.Fprintf(w, `<g><title>%s: %.1f %%, %.1f s</title><rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="white"/>`,
			html.EscapeString(b.Name), 100*b.Width, b.Width*total, x, y, width, flameRow, fillOf(b.Stage))
		if label := fit(b.Name, int((width-6)/letterWidth)); label != "" {
			fmt.Fprintf(w, `<text x="%.1f" y="%d">%s</text>`, x+3, y+13, html.EscapeString(label))
		}
		fmt.Fprintln(w, "</g>")
	}
	fmt.Fprintln(w, "</svg>")
	return w.Flush()
}

// fit cuts a name to a number of letters; "" where hardly any would be left.
func fit(name string, letters int) string {
	letter := []rune(name)
	switch {
	case len(letter) <= letters:
		return name
	case letters < 4:
		return ""
	}
	return string(letter[:letters-1]) + "…"
}
