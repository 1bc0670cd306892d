package hub

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// fakeHub behaves as the hub does: it lists, announces hashes, redirects large
// files to a store on another origin, and can be told to misbehave.
type fakeHub struct {
	t     *testing.T
	hub   *httptest.Server
	store *httptest.Server

	mu       sync.Mutex
	files    map[string][]byte
	large    map[string]bool
	token    string                                                                  // needed by every request if not empty
	requests []string                                                                // "hub GET /path range" in order
	leaked   []string                                                                // Authorization headers that the store saw
	before   func(w http.ResponseWriter, r *http.Request, server string, n int) bool // true if it answered; n counts requests for this path
	counts   map[string]int
}

const (
	testRepo   = "owner/model"
	testCommit = "0123456789abcdef0123456789abcdef01234567"
)

func newHub(t *testing.T) *fakeHub {
	f := &fakeHub{t: t, files: map[string][]byte{}, large: map[string]bool{}, counts: map[string]int{}}
	f.hub = httptest.NewServer(http.HandlerFunc(f.serveHub))
	f.store = httptest.NewServer(http.HandlerFunc(f.serveStore))
	t.Cleanup(f.hub.Close)
	t.Cleanup(f.store.Close)
	return f
}

// client never waits, so that no test depends on a clock.
func (f *fakeHub) client() *Client {
	return &Client{Endpoint: f.hub.URL, Token: f.token, Sleep: noSleep}
}

func (f *fakeHub) add(name string, content []byte, large bool) {
	f.files[name], f.large[name] = content, large
}

func (f *fakeHub) see(server string, w http.ResponseWriter, r *http.Request) (answered bool) {
	f.mu.Lock()
	key := server + " " + r.URL.Path
	f.counts[key]++
	n := f.counts[key]
	f.requests = append(f.requests, strings.TrimSpace(key+" "+r.Header.Get("Range")))
	if server == "store" && r.Header.Get("Authorization") != "" {
		f.leaked = append(f.leaked, r.Header.Get("Authorization"))
	}
	before := f.before
	f.mu.Unlock()
	return before != nil && before(w, r, server, n)
}

func (f *fakeHub) serveHub(w http.ResponseWriter, r *http.Request) {
	if f.see("hub", w, r) {
		return
	}
	if f.token != "" && r.Header.Get("Authorization") != "Bearer "+f.token {
		w.Header().Set("X-Error-Code", "RepoNotFound")
		w.Header().Set("X-Error-Message", "Repository not found")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/api/models/"+testRepo+"/revision/") {
		f.list(w, r)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/"+testRepo+"/resolve/")
	revision, name, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 {
		w.Header().Set("X-Error-Code", "RepoNotFound")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if revision != testCommit && revision != "main" {
		w.Header().Set("X-Error-Code", "RevisionNotFound")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	content, ok := f.files[name]
	if !ok {
		w.Header().Set("X-Error-Code", "EntryNotFound")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("X-Repo-Commit", testCommit)
	if f.large[name] {
		w.Header().Set("X-Linked-Etag", `"`+sum256(content)+`"`)
		w.Header().Set("X-Linked-Size", strconv.Itoa(len(content)))
		http.Redirect(w, r, f.store.URL+"/blob?name="+url.QueryEscape(name), http.StatusFound)
		return
	}
	w.Header().Set("ETag", `"`+gitSHA(content)+`"`)
	serveBytes(w, r, content)
}

func (f *fakeHub) list(w http.ResponseWriter, r *http.Request) {
	type sibling = map[string]any
	answer := struct {
		SHA      string    `json:"sha"`
		Siblings []sibling `json:"siblings"`
	}{SHA: testCommit}
	for name, content := range f.files {
		s := sibling{"rfilename": name}
		if r.URL.Query().Get("blobs") == "true" {
			s["size"] = len(content)
			s["blobId"] = gitSHA(content)
			if f.large[name] {
				s["blobId"] = gitSHA([]byte("version https://git-lfs.github.com/spec/v1\n"))
				s["lfs"] = sibling{"sha256": sum256(content), "size": len(content), "pointerSize": 134}
			}
		}
		answer.Siblings = append(answer.Siblings, s)
	}
	json.NewEncoder(w).Encode(answer)
}

func (f *fakeHub) serveStore(w http.ResponseWriter, r *http.Request) {
	if f.see("store", w, r) {
		return
	}
	w.Header().Set("ETag", `"store-`+r.URL.Query().Get("name")+`"`) // a store's tag is no hash of the file
	serveBytes(w, r, f.files[r.URL.Query().Get("name")])
}

// serveBytes answers ranges as RFC 9110 says, written out so that the test
// does not lean on the code under test or on net/http's own reading of it.
func serveBytes(w http.ResponseWriter, r *http.Request, content []byte) {
	from := 0
	if span := r.Header.Get("Range"); span != "" {
		if tag := r.Header.Get("If-Range"); tag == "" || tag == w.Header().Get("ETag") {
			fmt.Sscanf(span, "bytes=%d-", &from)
			if from >= len(content) {
				w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", len(content)))
				w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
				return
			}
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
			w.Header().Set("Content-Length", strconv.Itoa(len(content)-from))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[from:])
			return
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content)
}

// breakAfter answers with the first n bytes and then drops the connection.
func breakAfter(w http.ResponseWriter, content []byte, n int) {
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content[:n])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func sum256(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

// gitSHA is what `git hash-object` prints.
func gitSHA(b []byte) string {
	return fmt.Sprintf("%x", sha1.Sum(append(fmt.Appendf(nil, "blob %d\x00", len(b)), b...)))
}

// noise returns n bytes that depend on the seed only.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
