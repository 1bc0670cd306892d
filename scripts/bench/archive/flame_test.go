package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestLayout(t *testing.T) {
	got := layout([]sampled{
		{"graph", []string{"main.main", ours + "/index/hnsw.a", "runtime.mcall", ours + "/index/hnsw.b"}, 50},
		{"graph", []string{ours + "/index/hnsw.a", ours + "/index/hnsw.c[int,string].d"}, 25},
		{"store", []string{ours + "/corpus.x"}, 24},
		{"graph", []string{ours + "/index/hnsw.small"}, 1},
	})
	want := []box{
		{"import", "", 0, 0, 1},
		{"graph", "graph", 1, 0, 0.76},
		{"hnsw.a", "graph", 2, 0, 0.75},
		{"hnsw.b", "graph", 3, 0, 0.5},
		{"hnsw.c[…].d", "graph", 3, 0.5, 0.25},
		{"hnsw.small", "graph", 2, 0.75, 0.01},
		{"store", "store", 1, 0.76, 0.24},
		{"corpus.x", "store", 2, 0.76, 0.24},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nneed %v", got, want)
	}
}

// What is narrow or deep is left out.
func TestLayoutBounds(t *testing.T) {
	var deep []string
	for i := range 100 {
		deep = append(deep, fmt.Sprintf("p.f%d", i))
	}
	for _, b := range layout([]sampled{{"graph", deep, 997}, {"store", []string{"p.narrow"}, 3}}) {
		if b.Depth > mostDepth || b.Width < leastWidth {
			t.Errorf("drawn: %v", b)
		}
	}
	if got := layout(nil); len(got) != 0 {
		t.Errorf("of nothing is drawn %v", got)
	}
}

// The drawing is XML whatever functions are called, with a title for each box.
func TestFlame(t *testing.T) {
	var out strings.Builder
	all := []sampled{{"store", []string{"p.<a & b>", "p.c"}, 2e9}, {"graph", []string{"p.d"}, 1e9}}
	if err := flame(&out, "time & space", all); err != nil {
		t.Fatal(err)
	}
	d, titles := xml.NewDecoder(strings.NewReader(out.String())), 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, out.String())
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "title" {
			titles++
		}
	}
	if boxes := layout(all); titles != len(boxes) {
		t.Errorf("%d titles, need %d", titles, len(boxes))
	}
	if want := "<title>p.c: 66.7 %, 2.0 s</title>"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is not in %s", want, out.String())
	}
}

func TestFit(t *testing.T) {
	f := func(name string, letters int, want string) {
		t.Helper()
		if got := fit(name, letters); got != want {
			t.Errorf("%q in %d letters: %q, need %q", name, letters, got, want)
		}
	}
	f("hnsw.insert", 11, "hnsw.insert")
	f("hnsw.insert", 10, "hnsw.inse…")
	f("hnsw.insert", 3, "")
	f("a…b", 3, "a…b")
	f("a", 0, "")
	f("a", -2, "")
}
