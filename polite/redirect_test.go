package polite

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Redirects are followed a few times, to another server without the secrets, and
// never to another scheme.
func TestRedirects(t *testing.T) {
	var seen []string
	note := func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, strings.Join([]string{r.URL.Path, r.Header.Get("X-Api-Key"), r.Header.Get("Referer"), r.Header.Get("User-Agent")}, "|"))
	}
	other := httptest.NewServer(http.HandlerFunc(note))
	defer other.Close()
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		note(w, r)
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/here", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, other.URL+"/there", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/tls":
			http.Redirect(w, r, strings.Replace(other.URL, "http:", "https:", 1), http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	})
	header := "X-Api-Key"
	f := func(path, want string, wantSeen ...string) {
		t.Helper()
		seen = nil
		w.url.Path = path
		err := w.Get(t.Context(), Request{URL: w.url, Secret: http.Header{header: {"hush"}}}, func(Answer) error { return nil })
		if want == "" && err != nil || want != "" && (!errors.Is(err, ErrRedirect) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush")) {
			t.Errorf("%s: got %v; need %q", path, err, want)
		}
		if wantSeen != nil && strings.Join(seen, " ") != strings.Join(wantSeen, " ") {
			t.Errorf("%s: the servers saw %q; need %q", path, seen, wantSeen)
		}
	}
	f("/moved", "", "/moved|hush||kindred", "/here|hush||kindred")
	f("/away", "", "/away|hush||kindred", "/there|||kindred")
	header = "x-api-key" // sent just so
	f("/away", "", "/away|hush||kindred", "/there|||kindred")
	f("/file", "Reeds: a redirect that is not followed: from http to file", "/file|hush||kindred")
	f("/tls", "from http to https", "/tls|hush||kindred")
	f("/loop", "more than 5")
	if len(seen) != 6 {
		t.Errorf("a loop was followed %d times; need 5", len(seen)-1)
	}
}
