package hub

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

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
				w.Header().Set("ETag", `"v2"`)
				if n == 2 {
					r.Header.Del("If-Range")
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
