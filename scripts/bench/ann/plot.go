package main

import (
	"fmt"
	"html"
	"io"
	"math"
)

// A line of a plot.
type line struct {
	name   string
	color  string
	points []point
}

const (
	plotWidth, plotHeight                    = 900, 520
	plotLeft, plotRight, plotTop, plotBottom = 70, 240, 40, 56
	leastRecall, mostRecall                  = 0.80, 1.0
)

// colors are of the groups, in the order of the legend: told apart by those who
// see no red or no green, too (Okabe and Ito).
var colors = []string{"#d55e00", "#0072b2", "#56b4e9", "#009e73", "#cc79a7", "#e69f00", "#555555"}

// plot writes lines as SVG: recall to the right, QPS upwards on a logarithmic scale.
func plot(w io.Writer, title string, lines []line) error {
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range l.points {
			if p.Recall >= leastRecall {
				low, high = min(low, p.QPS), max(high, p.QPS)
			}
		}
	}
	if low > high {
		low, high = 1, 10
	}
	first, last := math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	x := func(recall float64) float64 {
		return plotLeft + (recall-leastRecall)/(mostRecall-leastRecall)*(plotWidth-plotLeft-plotRight)
	}
	y := func(qps float64) float64 {
		return plotHeight - plotBottom - (math.Log10(qps)-first)/(last-first)*(plotHeight-plotTop-plotBottom)
	}
	var out []string
	put := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">`, plotWidth, plotHeight)
	put(`<rect width="%d" height="%d" fill="white"/>`, plotWidth, plotHeight)
	put(`<text x="%d" y="24" font-size="15">%s</text>`, plotLeft, html.EscapeString(title))
	for recall := leastRecall; recall < mostRecall+0.001; recall += 0.02 {
		put(`<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#e5e5e5"/>`, x(recall), plotTop, x(recall), plotHeight-plotBottom)
		put(`<text x="%.1f" y="%d" text-anchor="middle">%.2f</text>`, x(recall), plotHeight-plotBottom+18, recall)
	}
	for exponent := first; exponent <= last; exponent++ {
		for digit := 1.0; digit < 10 && (digit == 1 || exponent < last); digit++ {
			qps := digit * math.Pow(10, exponent)
			shade := "#eeeeee"
			if digit == 1 {
				shade = "#bbbbbb"
				put(`<text x="%d" y="%.1f" text-anchor="end">%.0f</text>`, plotLeft-8, y(qps)+4, qps)
			}
			put(`<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="%s"/>`, plotLeft, y(qps), plotWidth-plotRight, y(qps), shade)
		}
	}
	put(`<text x="%d" y="%d" text-anchor="middle">recall@10</text>`, (plotLeft+plotWidth-plotRight)/2, plotHeight-14)
	put(`<text x="18" y="%d" text-anchor="middle" transform="rotate(-90 18 %d)">queries a second, one thread</text>`, plotHeight/2, plotHeight/2)
	for i, l := range lines {
		path, marks, before := "", "", false
		for _, p := range l.points {
			if p.Recall < leastRecall {
				continue
			}
			command := "L"
			if !before {
				command, before = "M", true
			}
			path += fmt.Sprintf("%s%.1f %.1f", command, x(p.Recall), y(p.QPS))
			marks += fmt.Sprintf(`<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x(p.Recall), y(p.QPS), l.color)
		}
		if before {
			put(`<path d="%s" fill="none" stroke="%s" stroke-width="2"/>%s`, path, l.color, marks)
		}
		at := plotTop + 12 + 22*i
		put(`<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="3"/>`, plotWidth-plotRight+14, at, plotWidth-plotRight+38, at, l.color)
		put(`<text x="%d" y="%d">%s</text>`, plotWidth-plotRight+44, at+4, html.EscapeString(l.name))
	}
	put(`</svg>`)
	for _, s := range out {
		if _, err := fmt.Fprintln(w, s); err != nil {
			return err
		}
	}
	return nil
}
