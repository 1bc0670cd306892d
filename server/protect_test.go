package server

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHost(t *testing.T) {
	s := newServer(t, newFake(), Options{Hosts: []string{"Papers.Example.org", "10.0.0.7"}})
	f := func(host string, status int) {
		t.Helper()
		w := ask(t, s.Handler(), "GET", "/healthz", "", "Host: "+host)
		if w.Code != status {
			t.Errorf("Host %q: got %d, need %d", host, w.Code, status)
		}
		if status == http.StatusForbidden {
			wantProblem(t, w, status, "host name", "localhost", "--host")
		}
	}
	for _, host := range []string{
		"localhost", "localhost:7700", "LOCALHOST:1", "localhost.", "127.0.0.1", "127.0.0.1:7700", "127.9.9.9", "[::1]", "[::1]:7700", "[::ffff:127.0.0.1]:80",
		"papers.example.org", "papers.example.org:7700", "PAPERS.example.org.", "10.0.0.7:7700",
	} {
		f(host, http.StatusOK)
	}
	for _, host := range []string{
		"", "evil.example", "evil.example:7700", "localhost.evil.example", "127.0.0.1.evil.example", "papers.example.org.evil.example",
		"xlocalhost", "10.0.0.8", "0.0.0.0:7700", "[::]", "user@localhost", "localhost:7700:7700", "127.1", "2130706433",
	} {
		f(host, http.StatusForbidden)
	}
}

func TestHostIsTheAddressReached(t *testing.T) {
	s := newServer(t, newFake(), Options{})
	f := func(local net.Addr, host string, ours bool) {
		t.Helper()
		req := httptest.NewRequest("GET", "/", nil)
		req = req.WithContext(context.WithValue(req.Context(), http.LocalAddrContextKey, local))
		if got := s.isOurs(hostname(host), req); got != ours {
			t.Errorf("reached at %v as %q: got %t", local, host, got)
		}
	}
	at := &net.TCPAddr{IP: net.IPv4(192, 168, 1, 5), Port: 7700}
	f(at, "192.168.1.5:7700", true)
	f(at, "192.168.1.6:7700", false)
	f(at, "evil.example:7700", false)
	f(&net.TCPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth0"}, "[fe80::1]:7700", true)
	f(&net.UnixAddr{Name: "kindred.sock", Net: "unix"}, "192.168.1.5", false)
}

func TestCrossOrigin(t *testing.T) {
	s := newServer(t, newFake("a"), Options{Origins: []string{"https://papers.example.org"}})
	write := func(status int, headers ...string) {
		t.Helper()
		w := ask(t, s.Handler(), "POST", "/v1/papers/a/votes", `{"delta":1}`, headers...)
		if w.Code != status {
			t.Errorf("%q: got %d, need %d: %s", headers, w.Code, status, w.Body)
		}
		if status == http.StatusForbidden {
			wantProblem(t, w, status, "pages of", "program")
		}
	}
	write(http.StatusOK) // no browser
	write(http.StatusOK, "Sec-Fetch-Site: same-origin")
	write(http.StatusOK, "Sec-Fetch-Site: none")
	write(http.StatusOK, "Origin: http://localhost:7700")
	write(http.StatusOK, "Origin: https://papers.example.org", "Sec-Fetch-Site: cross-site")
	write(http.StatusForbidden, "Sec-Fetch-Site: cross-site")
	write(http.StatusForbidden, "Sec-Fetch-Site: same-site") // another port of localhost
	write(http.StatusForbidden, "Origin: https://evil.example")
	write(http.StatusForbidden, "Origin: http://localhost:3000")
	write(http.StatusForbidden, "Origin: null")
	write(http.StatusForbidden, "Origin: https://papers.example.org.evil.example", "Sec-Fetch-Site: cross-site")
	if w := ask(t, s.Handler(), "DELETE", "/v1/papers/a", "", "Origin: https://evil.example"); w.Code != http.StatusForbidden {
		t.Errorf("DELETE: got %d", w.Code)
	}

	// A read is answered, but only allowed pages get to see the answer.
	read := func(origin, allowed string) {
		t.Helper()
		w := ask(t, s.Handler(), "GET", "/v1/search?q=a", "", "Origin: "+origin, "Sec-Fetch-Site: cross-site")
		if got := w.Header().Get("Access-Control-Allow-Origin"); w.Code != http.StatusOK || got != allowed {
			t.Errorf("%s: got %d, allowed %q", origin, w.Code, got)
		}
		if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Origin") {
			t.Errorf("%s: Vary lacks Origin", origin)
		}
	}
	read("https://papers.example.org", "https://papers.example.org")
	read("https://evil.example", "")
	read("null", "")
}

func TestPreflight(t *testing.T) {
	s := newServer(t, newFake("a"), Options{Origins: []string{"https://papers.example.org"}, Key: "secret"})
	f := func(origin string) *httptest.ResponseRecorder {
		return ask(t, s.Handler(), "OPTIONS", "/v1/papers/a/votes", "", "Origin: "+origin, "Access-Control-Request-Method: POST")
	}
	w := f("https://papers.example.org")
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":  "https://papers.example.org",
		"Access-Control-Allow-Methods": "GET, POST, DELETE",
		"Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-ID",
	} {
		if got := w.Header().Get(name); w.Code != http.StatusNoContent || got != want {
			t.Errorf("got %d, %s: %q, need %q", w.Code, name, got, want)
		}
	}
	w = f("https://evil.example")
	wantProblem(t, w, http.StatusForbidden, "https://evil.example")
	if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("a foreign origin is allowed: %q", got)
	}
}

func TestMediaTypes(t *testing.T) {
	s := newServer(t, newFake("a"), Options{})
	f := func(address, body, media string, status int) {
		t.Helper()
		w := ask(t, s.Handler(), "POST", address, body, "Content-Type: "+media)
		if w.Code != status {
			t.Errorf("%s as %q: got %d, need %d: %s", address, media, w.Code, status, w.Body)
		}
	}
	const search, papers, votes = "/v1/search", "/v1/papers", "/v1/papers/a/votes"
	for address, body := range map[string]string{search: `{"q":"a"}`, papers: `{"id":"b","title":"B"}`, votes: `{"delta":1}`} {
		f(address, body, "application/json", http.StatusOK)
		f(address, body, "Application/JSON; charset=UTF-8", http.StatusOK)
		for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json, text/plain", "application/json; charset=latin1", ";"} {
			f(address, body, media, http.StatusUnsupportedMediaType)
		}
		w := ask(t, s.Handler(), "POST", address, body, "Content-Encoding: gzip")
		wantProblem(t, w, http.StatusUnsupportedMediaType, "gzip", "uncompressed")
	}
	f(papers, `{"id":"b","title":"B"}`, "application/x-ndjson", http.StatusOK)
	f(papers, `{"id":"b","title":"B"}`, "application/jsonl", http.StatusOK)
	f(search, `{"q":"a"}`, "application/x-ndjson", http.StatusUnsupportedMediaType)
}

func TestKey(t *testing.T) {
	s := newServer(t, newFake("a"), Options{Key: "secret"})
	f := func(address, authorization string, status int) {
		t.Helper()
		w := ask(t, s.Handler(), "GET", address, "", "Authorization: "+authorization)
		if w.Code != status {
			t.Errorf("%s with %q: got %d, need %d", address, authorization, w.Code, status)
		}
		if status == http.StatusUnauthorized {
			wantProblem(t, w, status, "Authorization: Bearer")
			if w.Header().Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
		}
	}
	for _, address := range []string{"/v1/search?q=a", "/v1/papers/a", "/v1/papers", "/v1/stats", "/metrics"} {
		f(address, "Bearer secret", http.StatusOK)
		f(address, "bearer secret", http.StatusOK)
		for _, wrong := range []string{"", "secret", "Basic secret", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "Bearer Secret"} {
			f(address, wrong, http.StatusUnauthorized)
		}
	}
	f("/healthz", "", http.StatusOK)
	f("/readyz", "", http.StatusOK)
	f("/nothing", "", http.StatusUnauthorized)
}

func TestReadOnly(t *testing.T) {
	e := newFake("a")
	s := newServer(t, e, Options{ReadOnly: true})
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers", `{"id":"b","title":"B"}`), http.StatusForbidden, "read-only")
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers/a/votes", `{"delta":1}`), http.StatusForbidden, "read-only")
	wantProblem(t, ask(t, s.Handler(), "DELETE", "/v1/papers/a", ""), http.StatusForbidden, "read-only")
	if len(e.papers) != 1 || *e.papers["a"].Votes != 0 {
		t.Errorf("it changed: %v", e.papers)
	}
	if w := ask(t, s.Handler(), "POST", "/v1/search", `{"q":"a"}`); w.Code != http.StatusOK {
		t.Errorf("a search by POST: got %d", w.Code)
	}
}

func TestOptionsRefused(t *testing.T) {
	for _, o := range []Options{
		{Key: "a b"}, {Key: "schlüssel"}, {Hosts: []string{"http://x"}}, {Hosts: []string{""}},
		{Origins: []string{"papers.example.org"}}, {Origins: []string{"https://x/path"}}, {Origins: []string{"*"}},
	} {
		if _, err := New(newFake(), o); err == nil || !strings.HasPrefix(err.Error(), "cannot serve") {
			t.Errorf("%+v: got %v", o, err)
		}
	}
}
