package hub

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

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
	var waited time.Duration
	c := &Client{Endpoint: server.URL, Sleep: func(_ context.Context, d time.Duration) error { waited += d; return nil }}
	_, err := c.List(t.Context(), Repository{Name: testRepo})
	if waited > 5*time.Second {
		t.Errorf("who is offline waits %v to hear it", waited)
	}
	wantError(t, err, ErrOffline, server.URL, "HF_ENDPOINT", "kindred model add FOLDER")
}
