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

// A connection that breaks is taken up where it broke, at the store too.
func TestFetchResumes(t *testing.T) {
	for _, tt := range []struct {
		name  string
		large bool
	}{{"small", false}, {"large", true}} {
		t.Run(tt.name, func(t *testing.T) {
			f := newHub(t)
			content := noise(2, 500_000)
			f.add("file", content, tt.large)
			f.before = func(w http.ResponseWriter, r *http.Request, server string, n int) bool {
				serves := server == "store" || !tt.large && strings.Contains(r.URL.Path, "/resolve/")
				if serves && n == 1 {
					w.Header().Set("ETag", map[bool]string{true: `"store-file"`, false: `"` + gitSHA(content) + `"`}[tt.large])
					breakAfter(w, content, 200_000)
				}
				return false
			}
			dir := t.TempDir()
			if err := fetchAll(t, f.client(), dir); err != nil {
				t.Fatal(err)
			}
			wantFiles(t, dir, f.files)
			if last := f.requests[len(f.requests)-1]; !strings.HasSuffix(last, "bytes=200000-") {
				t.Errorf("the last request was %q, want one from byte 200000", last)
			}
		})
	}
}

// A download that was killed is taken up by the next run, and if what was
// left is not the beginning of the file, it is begun again.
func TestFetchContinuesEarlierRun(t *testing.T) {
	content := noise(3, 400_000)
	for name, tt := range map[string]struct {
		left      []byte
		lastRange string
	}{
		"good":       {content[:150_000], "bytes=150000-"},
		"whole":      {content, "listing"},
		"bad":        {noise(4, 150_000), ""},
		"bad whole":  {noise(4, 400_000), ""},
		"too long":   {noise(4, 400_001), ""},
		"of nothing": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newHub(t)
			f.add("m.onnx", content, true)
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "m.onnx.part"), tt.left, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := fetchAll(t, f.client(), dir); err != nil {
				t.Fatal(err)
			}
			wantFiles(t, dir, f.files)
			last := f.requests[len(f.requests)-1]
			switch tt.lastRange {
			case "listing":
				if len(f.requests) != 1 {
					t.Errorf("asked %q, want the listing only", f.requests)
				}
			case "":
				if strings.Contains(last, "bytes=") {
					t.Errorf("the last request was %q, want the whole file", last)
				}
			default:
				if !strings.HasSuffix(last, tt.lastRange) {
					t.Errorf("the last request was %q, want %s", last, tt.lastRange)
				}
			}
		})
	}
}

// Servers that do not follow RFC 9110 cost time, never a wrong file.
func TestFetchOddServers(t *testing.T) {
	content := noise(5, 300_000)
	for name, second := range map[string]func(w http.ResponseWriter, r *http.Request){
		"ignores Range": func(w http.ResponseWriter, r *http.Request) { w.Write(content) },
		"another part": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Range", "bytes 0-299999/300000")
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content)
		},
		"no Content-Range": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[100_000:])
		},
		"refuses the range": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
		},
		"another file": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"new"`)
			w.Write(noise(6, 300_000))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newHub(t)
			f.add("m.onnx", content, true)
			f.before = func(w http.ResponseWriter, r *http.Request, server string, n int) bool {
				if server != "store" || n > 2 {
					return false
				}
				if n == 1 {
					w.Header().Set("ETag", `"store-m.onnx"`)
					breakAfter(w, content, 100_000)
				}
				second(w, r)
				return true
			}
			dir := t.TempDir()
			err := fetchAll(t, f.client(), dir)
			if name == "another file" {
				wantError(t, err, ErrCorrupt, "m.onnx", sum256(content), "deleted", "run it again")
				wantFiles(t, dir, nil)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			wantFiles(t, dir, f.files)
		})
	}
}

// Without an announced hash the beginning and the rest of a file are joined
// only if the server vouches that they belong together.
func TestFetchWithoutHash(t *testing.T) {
	old, content := noise(7, 200_000), noise(8, 200_000)
	for _, tag := range []string{"", `W/"1"`, `"v1"`} {
		t.Run("tag "+tag, func(t *testing.T) {
			var ranges []string
			n := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/api/") {
					w.Write([]byte(`{"siblings":[{"rfilename":"f.bin"}]}`))
					return
				}
				n++
				ranges = append(ranges, r.Header.Get("Range")+" "+r.Header.Get("If-Range"))
				if n == 1 {
					w.Header().Set("ETag", tag)
					breakAfter(w, old, 50_000)
				}
				// The file changed; this server sends the rest of the new one whatever If-Range says.
				if r.Header.Get("Range") != "" {
					w.Header().Set("ETag", `"v2"`)
				}
				serveBytes(w, r, content)
			}))
			defer server.Close()
			dir := t.TempDir()
			if err := fetchAll(t, &Client{Endpoint: server.URL, Sleep: noSleep}, dir); err != nil {
				t.Fatal(err)
			}
			wantFiles(t, dir, map[string][]byte{"f.bin": content})
			if tag == `"v1"` && ranges[1] != `bytes=50000- "v1"` {
				t.Errorf("continued with %q, want the strong tag as If-Range", ranges[1])
			}
			if tag != `"v1"` && ranges[1] != " " {
				t.Errorf("continued with %q although nothing vouches for it", ranges[1])
			}
		})
	}
}

func TestFetchRefusals(t *testing.T) {
	c := &Client{Sleep: noSleep}
	for name, tt := range map[string]struct {
		status int
		code   string
		token  string
		kind   error
		words  []string
	}{
		"no token":    {401, "RepoNotFound", "", ErrRefused, []string{testRepo, "401", "HF_TOKEN"}},
		"wrong token": {403, "", "x", ErrRefused, []string{"403", "HF_TOKEN"}},
		"gated":       {403, "GatedRepo", "x", ErrRefused, []string{"terms", "/owner/model", "HF_TOKEN"}},
		"no such":     {404, "RepoNotFound", "", ErrNotFound, []string{testRepo, "correct the name"}},
		"no revision": {404, "RevisionNotFound", "", ErrNotFound, []string{`"main"`, "revision"}},
		"broken":      {500, "", "", ErrServer, []string{"500", "kindred model add FOLDER"}},
		"teapot":      {418, "", "", ErrServer, []string{"418"}},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests++
				w.Header().Set("X-Error-Code", tt.code)
				w.WriteHeader(tt.status)
			}))
			defer server.Close()
			c := *c
			c.Endpoint, c.Token = server.URL, tt.token
			_, err := c.List(t.Context(), Repository{Name: testRepo})
			wantError(t, err, tt.kind, tt.words...)
			if want := map[bool]int{true: 6, false: 1}[tt.status == 500]; requests != want {
				t.Errorf("%d requests, want %d", requests, want)
			}
		})
	}

	f := newHub(t)
	f.add("a", []byte("a"), false)
	l, err := f.client().List(t.Context(), Repository{Name: testRepo})
	if err != nil {
		t.Fatal(err)
	}
	delete(f.files, "a") // between listing and fetching
	wantError(t, f.client().Fetch(t.Context(), l, []string{"a"}, t.TempDir(), nil), ErrNotFound, "owner/model/a")
	wantError(t, f.client().Fetch(t.Context(), l, []string{"b"}, t.TempDir(), nil), ErrNotFound, "b")
	_, err = l.Select([]string{"a", "x", "y"}, nil)
	wantError(t, err, ErrNotFound, "no x and no y")
	if got, err := l.Select([]string{"a"}, []string{"b"}); err != nil || !slices.Equal(got, []string{"a"}) {
		t.Errorf("Select = %q, %v; want a alone", got, err)
	}
}

// What a store refuses is no word of the hub's: its links expire, so the hub
// is asked for another.
func TestFetchStoreRefuses(t *testing.T) {
	f := newHub(t)
	f.add("m.onnx", noise(13, 1000), true)
	expired := 1
	f.before = func(w http.ResponseWriter, r *http.Request, server string, n int) bool {
		if server == "store" && n <= expired {
			w.WriteHeader(http.StatusForbidden)
			return true
		}
		return false
	}
	dir := t.TempDir()
	if err := fetchAll(t, f.client(), dir); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, f.files)
	expired = 1 << 30
	err := fetchAll(t, f.client(), t.TempDir())
	wantError(t, err, ErrServer, "403", "m.onnx", strings.TrimPrefix(f.store.URL, "http://"))
	if errors.Is(err, ErrRefused) {
		t.Errorf("the store's refusal is taken for the hub's: %v", err)
	}
}

func TestFetchWaits(t *testing.T) {
	for name, tt := range map[string]struct {
		header map[string]string
		want   time.Duration
	}{
		"seconds": {map[string]string{"Retry-After": "7"}, 7 * time.Second},
		"moment":  {map[string]string{"Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"}, 30 * time.Second},
		"nothing": {nil, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			f := newHub(t)
			f.add("a", []byte("abc"), false)
			f.before = func(w http.ResponseWriter, r *http.Request, server string, n int) bool {
				if n > 1 {
					return false
				}
				for k, v := range tt.header {
					w.Header().Set(k, v)
				}
				w.WriteHeader(http.StatusTooManyRequests)
				return true
			}
			var slept []time.Duration
			c := f.client()
			c.Sleep = func(ctx context.Context, d time.Duration) error { slept = append(slept, d); return nil }
			if err := fetchAll(t, c, t.TempDir()); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(slept, []time.Duration{tt.want, tt.want}) { // the listing, then the file
				t.Errorf("waited %v, want %v twice", slept, tt.want)
			}
		})
	}
	f := newHub(t)
	f.before = func(w http.ResponseWriter, r *http.Request, _ string, n int) bool {
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	_, err := f.client().List(t.Context(), Repository{Name: testRepo})
	wantError(t, err, ErrServer, "429", "24h")
}

func TestFetchGivesUp(t *testing.T) {
	f := newHub(t)
	content := noise(9, 100_000)
	f.add("m.onnx", content, true)
	f.before = func(w http.ResponseWriter, r *http.Request, server string, n int) bool {
		if server == "store" {
			w.Header().Set("ETag", `"t"`)
			breakAfter(w, content, 10)
		}
		return false
	}
	dir := t.TempDir()
	wantError(t, fetchAll(t, f.client(), dir), ErrOffline, "m.onnx", "run it again", "kindred model add FOLDER")

	server := httptest.NewServer(nil)
	server.Close() // nobody listens there any more
	_, err := (&Client{Endpoint: server.URL, Sleep: noSleep}).List(t.Context(), Repository{Name: testRepo})
	wantError(t, err, ErrOffline, server.URL, "HF_ENDPOINT", "kindred model add FOLDER")
}

func TestFetchStalls(t *testing.T) {
	f := newHub(t)
	content := noise(10, 100_000)
	f.add("m.onnx", content, true)
	f.before = func(w http.ResponseWriter, r *http.Request, server string, n int) bool {
		if server == "store" && n == 1 {
			w.Header().Set("ETag", `"store-m.onnx"`)
			w.Header().Set("Content-Length", "100000")
			w.Write(content[:60_000])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}
		return false
	}
	c := f.client()
	c.Stall = 200 * time.Millisecond
	dir := t.TempDir()
	if err := fetchAll(t, c, dir); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, f.files)
}

func TestFetchCanceled(t *testing.T) {
	f := newHub(t)
	content := noise(11, 1_000_000)
	f.add("m.onnx", content, true)
	dir := t.TempDir()
	c := f.client()
	l, err := c.List(t.Context(), Repository{Name: testRepo})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = c.Fetch(ctx, l, l.Names(), dir, func(_ string, done, _ int64) { cancel() })
	wantError(t, err, context.Canceled, "m.onnx", "continues where it stopped")
	if _, err := os.Stat(filepath.Join(dir, "m.onnx")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("half a file has its final name")
	}
	if err := fetchAll(t, c, dir); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, f.files)
	_, err = c.List(ctx, Repository{Name: testRepo})
	wantError(t, err, context.Canceled)
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
