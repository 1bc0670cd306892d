package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWatchBesideAServer: what comes goes through the server that has the store, with
// its key; and into the store again once the server is gone.
func TestWatchBesideAServer(t *testing.T) {
	skipWithoutSignals(t)
	t.Setenv("KINDRED_KEY", "a-secret-of-the-two")
	dir := t.TempDir()
	data, inbox := filepath.Join(dir, "papers.db"), filepath.Join(dir, "inbox")
	if err := os.Mkdir(inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	put := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(inbox, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("one.bib", "@article{a, title={Gaits of legged robots}}\n@article{b, year={2014}}\n")
	put("two.csv", "id,title\n") // no papers in it
	s := startServer(t, nil, "--data", data)
	papers := func() int {
		request, err := http.NewRequest(http.MethodGet, s.address+"/v1/stats", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer a-secret-of-the-two")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var stats struct{ Papers int }
		if err := json.NewDecoder(response.Body).Decode(&stats); err != nil {
			t.Fatal(err)
		}
		return stats.Papers
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errs bytes.Buffer
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"watch", "--every", "10ms", "--data", data, "--runtime", library(t), inbox}, streams{strings.NewReader(""), &out, &errs})
	}()
	wait := func(papers func() int, need int) {
		t.Helper()
		for papers() != need {
			if ctx.Err() != nil {
				t.Fatalf("no %d papers: %s", need, errs.String())
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	wait(papers, 1)
	put("three.jsonl", `{"id":"w/1","title":"Neutron stars"}`)
	wait(papers, 2)
	s.stop(t)
	put("four.jsonl", `{"id":"w/2","title":"Proteins"}`)
	wait(func() int {
		var got, said bytes.Buffer
		if run(t.Context(), []string{"stats", "--json", "--data", data}, streams{strings.NewReader(""), &got, &said}) != exitGood {
			t.Fatal(said.String())
		}
		var stats struct{ Papers int }
		if err := json.Unmarshal(got.Bytes(), &stats); err != nil {
			t.Fatal(err)
		}
		return stats.Papers
	}, 3)
	cancel()
	if got := <-code; got != exitGood {
		t.Errorf("exit code %d", got)
	}
	for _, line := range []string{"2 files: added 1, updated 0, unchanged 0, rejected 1, ", "three.jsonl: added 1, ", "four.jsonl: added 1, "} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q does not say %q", out.String(), line)
		}
	}
	if said := errs.String(); !strings.Contains(said, "neither title nor abstract") || !strings.Contains(said, "two.csv has no papers in it") || strings.Contains(said, "cancel") {
		t.Errorf("it says %q", said)
	}
}

// A server that wants another key says so, and nothing is lost.
func TestPostIsRefused(t *testing.T) {
	skipWithoutSignals(t)
	data := filepath.Join(t.TempDir(), "papers.db")
	s := startServer(t, []string{"KINDRED_KEY=one"}, "--data", data)
	t.Setenv("KINDRED_KEY", "another")
	if _, err := post(t.Context(), s.address, samplePapers()); err == nil || !strings.Contains(err.Error(), s.address+": ") || !strings.Contains(err.Error(), "key") {
		t.Errorf("got %v", err)
	}
	t.Setenv("KINDRED_KEY", "one")
	if r, err := post(t.Context(), s.address, samplePapers()); err != nil || r.Added != 160 {
		t.Errorf("got %+v, %v", r, err)
	}
	s.stop(t)
	if _, err := post(t.Context(), s.address, samplePapers()); err == nil || !strings.Contains(err.Error(), "cannot send papers to the server at") {
		t.Errorf("without a server: %v", err)
	}
}

// Ctrl-C during an import: what was read is stored, it says how to go on, and the
// next watch does the rest.
func TestWatchIsStopped(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "papers.jsonl")
	if err := os.WriteFile(file, sampleFile, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	w := &watching{g: &settings{data: filepath.Join(dir, "papers.db"), runtime: library(t)}, out: &out, err: &errs, told: map[string]string{}}
	for _, c := range []struct {
		ctx          context.Context
		prints, says string
		again        bool
	}{
		{ctx: ctx, says: goOn, again: true},
		{ctx: t.Context(), prints: file + ": added 160, "},
	} {
		out.Reset()
		errs.Reset()
		w.watcher = watcher{roots: []string{file}}
		w.look()
		ready, _ := w.look()
		if err := w.importAll(c.ctx, ready); err != nil {
			t.Error(err)
		}
		if again, _ := w.look(); !strings.HasPrefix(out.String(), c.prints) || !strings.Contains(errs.String(), c.says) || (len(again) > 0) != c.again {
			t.Errorf("prints %q, says %q; %d files are to be read", out.String(), errs.String(), len(again))
		}
	}
}

// What a watch leaves alone are the files of its store, not those with a like name.
func TestOwnFiles(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	own := ownFiles(filepath.Join(dir, "papers.db"))
	for name, want := range map[string]bool{
		"papers.db": true, "papers.db-wal": true, "papers.db-shm": true, "papers.db.lock": true, "papers.idx/papers.1.sec": true,
		"papers.db.bib": false, "papers.idx.bib": false, "papers.bib": false, "below/papers.db": false,
	} {
		if got := own(filepath.Join(dir, filepath.FromSlash(name))); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
