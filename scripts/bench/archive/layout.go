package main

import (
	"cmp"
	"slices"
	"strings"
)

// A call is a function in the tree of all stacks, with the time spent in it and in all
// that it calls.
type call struct {
	name  string
	nanos int64
	calls map[string]*call
}

func (c *call) add(stack []string, nanos int64) {
	c.nanos += nanos
	if len(stack) == 0 {
		return
	}
	next := c.calls[stack[0]]
	if next == nil {
		next = &call{name: stack[0], calls: map[string]*call{}}
		c.calls[next.name] = next
	}
	next.add(stack[1:], nanos)
}

// A box is a call as it is drawn: Left and Width are parts of all time.
type box struct {
	Name        string
	Stage       string
	Depth       int
	Left, Width float64
}

const (
	leastWidth = 0.005 // what is narrower is not drawn
	mostDepth  = 24
)

// layout places the calls of all samples. At depth 0 is everything, at 1 are the stages.
func layout(all []sampled) (boxes []box) {
	root := &call{name: "import", calls: map[string]*call{}}
	for _, s := range all {
		root.add(append([]string{s.stage}, shown(s.stack)...), s.nanos)
	}
	var place func(c *call, stage string, depth int, left float64)
	place = func(c *call, stage string, depth int, left float64) {
		width := float64(c.nanos) / float64(max(root.nanos, 1))
		if width < leastWidth || depth > mostDepth {
			return
		}
		if depth == 1 {
			stage = c.name
		}
		boxes = append(boxes, box{c.name, stage, depth, left, width})
		calls := make([]*call, 0, len(c.calls))
		for _, next := range c.calls {
			calls = append(calls, next)
		}
		slices.SortFunc(calls, func(a, b *call) int { return cmp.Or(cmp.Compare(b.nanos, a.nanos), strings.Compare(a.name, b.name)) })
		for _, next := range calls {
			place(next, stage, depth+1, left)
			left += float64(next.nanos) / float64(root.nanos)
		}
	}
	place(root, "", 0, 0)
	return boxes
}

// plumbing are functions that only call others: the runtime and its scheduler, whose
// time is left with their callers, and what starts the command and its goroutines.
var plumbing = []string{"runtime.", "sync.", "internal/", "syscall.", "golang.org/x/sync/errgroup.", "github.com/spf13/cobra.", "main."}

// shown leaves out plumbing, and shortens the names of the others.
func shown(stack []string) (names []string) {
	for _, name := range stack {
		if !slices.ContainsFunc(plumbing, func(p string) bool { return strings.HasPrefix(name, p) }) {
			names = append(names, shorten(name))
		}
	}
	return names
}

// shorten keeps the package's name of its path, and a mark for type arguments.
func shorten(name string) string {
	if at := strings.IndexByte(name, '['); at >= 0 {
		name = name[:at] + "[…]" + name[strings.LastIndexByte(name, ']')+1:]
	}
	return name[strings.LastIndexByte(name, '/')+1:]
}
