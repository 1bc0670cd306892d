package hub

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// fetchAll lists the repository and fetches every file.
func fetchAll(t *testing.T, c *Client, dir string) error {
	t.Helper()
	l, err := c.List(t.Context(), Repository{Name: testRepo})
	if err != nil {
		return err
	}
	return c.Fetch(t.Context(), l, l.Names(), dir, nil)
}

// wantFiles checks that dir holds exactly these files.
func wantFiles(t *testing.T, dir string, want map[string][]byte) {
	t.Helper()
	got := map[string][]byte{}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		got[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	for name, content := range want {
		if b, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		} else if !bytes.Equal(b, content) {
			t.Errorf("%s has %d bytes that differ from the %d served", name, len(b), len(content))
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s should not be there", name)
	}
}

// wantError checks the kind of an error and words its sentence must have.
func wantError(t *testing.T, err error, kind error, words ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("got error %v, want one that is %q", err, kind)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has more than one line: %q", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not say %q: %v", w, err)
		}
	}
}

func TestFetch(t *testing.T) {
	f := newHub(t)
	f.token = "secret"
	f.add("config.json", []byte(`{"hidden_size":384}`), false)
	f.add("empty.txt", nil, false)
	f.add("onnx/model.onnx", noise(1, 300_000), true)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	type step struct {
		file        string
		done, total int64
	}
	var steps []step
	c := f.client()
	l, err := c.List(t.Context(), Repository{Name: testRepo})
	if err != nil {
		t.Fatal(err)
	}
	if l.Revision != testCommit {
		t.Errorf("the listing is pinned to %q, want the commit %q", l.Revision, testCommit)
	}
	err = c.Fetch(t.Context(), l, l.Names(), dir, func(file string, done, total int64) { steps = append(steps, step{file, done, total}) })
	if err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, f.files)
	if len(f.leaked) > 0 {
		t.Errorf("the store was sent %q", f.leaked)
	}
	last := steps[len(steps)-1]
	if last != (step{"onnx/model.onnx", 300_000, 300_000}) {
		t.Errorf("the last progress was %v, want the whole of the largest file", last)
	}
	if !slices.IsSortedFunc(steps, func(a, b step) int {
		if a.file != b.file {
			return 0
		}
		return int(a.done - b.done)
	}) {
		t.Error("progress went backwards")
	}

	// What is there is kept: no file is asked for again.
	before := len(f.requests)
	if err := fetchAll(t, c, dir); err != nil {
		t.Fatal(err)
	}
	if again := f.requests[before:]; len(again) != 1 {
		t.Errorf("the second time asked for %q, want the listing only", again)
	}

	// What was changed is brought again.
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(`{"hidden_size":385}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := fetchAll(t, c, dir); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, f.files)
}

// The hash of a small file is Git's object name. This literal is what
// `printf 'hello\n' | git hash-object --stdin` prints.
func TestVerifyGit(t *testing.T) {
	e := expectationOf(File{Size: 6, GitSHA: "ce013625030ba8dba906f756967f9e9ca394464a"})
	if err := e.verify(strings.NewReader("hello\n"), 6); err != nil {
		t.Error(err)
	}
	if err := e.verify(strings.NewReader("hellO\n"), 6); err == nil {
		t.Error("another content has the same object name")
	}
	e = expectationOf(File{Size: 6, SHA256: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}) // printf 'hello\n' | sha256sum
	if err := e.verify(strings.NewReader("hello\n"), 6); err != nil {
		t.Error(err)
	}
}

func TestFetchWrongHash(t *testing.T) {
	f := newHub(t)
	f.add("small.json", []byte("{}"), false)
	l, err := f.client().List(t.Context(), Repository{Name: testRepo})
	if err != nil {
		t.Fatal(err)
	}
	f.files["small.json"] = []byte("[]") // the listing and the response now announce different hashes
	dir := t.TempDir()
	wantError(t, f.client().Fetch(t.Context(), l, []string{"small.json"}, dir, nil), ErrCorrupt, "small.json", gitSHA([]byte("{}")))
	wantFiles(t, dir, nil)
}

func TestFetchTooLarge(t *testing.T) {
	f := newHub(t)
	f.add("m.onnx", noise(12, 1000), true)
	c := f.client()
	c.MaxFile = 999
	wantError(t, fetchAll(t, c, t.TempDir()), ErrTooLarge, "m.onnx", "1000", "999")

	// A server that announces nothing is stopped when it has sent too much.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			w.Write([]byte(`{"siblings":[{"rfilename":"f.bin"}]}`))
			return
		}
		for range 100 {
			w.Write(noise(1, 1000))
			w.(http.Flusher).Flush()
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	wantError(t, fetchAll(t, &Client{Endpoint: server.URL, MaxFile: 5000, Sleep: noSleep}, dir), ErrServer, "f.bin", "5000")
}

func TestFetchNamesStayInside(t *testing.T) {
	for _, name := range []string{"../evil", "/evil", "a/../../evil", `a\..\..\evil`, "C:evil", "a//b", "./a", "", ".", "..", "a/", "x\x00y", "x\ny", "f.part", "con:stream"} {
		l := Listing{Repository: Repository{Name: testRepo}, Files: []File{{Name: name, Size: 1}}}
		wantError(t, newHub(t).client().Fetch(t.Context(), l, []string{name}, t.TempDir(), nil), ErrName)
	}
	// A link in the folder does not lead outside either.
	f := newHub(t)
	f.add("onnx/model.onnx", []byte("x"), false)
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "onnx")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := fetchAll(t, f.client(), dir); err == nil {
		t.Error("wrote through a link that leads outside")
	}
	wantFiles(t, outside, nil)
}

// A listing that does not mark a large file as one gives the object name of
// the pointer to it; the SHA-256 that the response announces stands above it.
func TestExpectationOfLargeFile(t *testing.T) {
	e := expectationOf(File{Size: 6, GitSHA: gitSHA([]byte("pointer"))})
	e.learn(&answer{linkedETag: sum256([]byte("hello\n")), ownETag: gitSHA([]byte("another"))})
	if err := e.verify(strings.NewReader("hello\n"), 6); err != nil {
		t.Error(err)
	}
	e.learn(&answer{linkedETag: sum256([]byte("other\n"))}) // announced hashes that contradict each other
	if err := e.verify(strings.NewReader("hello\n"), 6); err == nil {
		t.Error("one of two announced hashes was ignored")
	}
}
