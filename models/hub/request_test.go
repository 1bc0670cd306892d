package hub

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A repository that was renamed redirects on the same origin; the token and
// every header go along. To another port or scheme no token goes.
func TestRedirects(t *testing.T) {
	type seen struct{ path, auth, span string }
	var other, hub []seen
	note := func(list *[]seen, r *http.Request) {
		*list = append(*list, seen{r.URL.RequestURI(), r.Header.Get("Authorization"), r.Header.Get("Range")})
	}
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note(&other, r)
		w.Header().Set("X-Linked-Etag", "of the store, to be ignored")
		w.Header().Set("X-Linked-Size", "99")
	}))
	defer store.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note(&hub, r)
		switch r.URL.Path {
		case "/old/name":
			w.Header().Set("Location", "/new/name?x=1")
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "/new/name":
			w.Header().Set("X-Linked-Etag", `"Abc"`)
			w.Header().Set("X-Linked-Size", "5")
			http.Redirect(w, r, store.URL+"/blob", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}
	}))
	defer server.Close()
	c := Client{Endpoint: server.URL, Token: "secret"}.withDefaults()
	a, err := c.get(t.Context(), server.URL+"/old/name", http.Header{"Range": {"bytes=3-"}})
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.linkedETag != "abc" || a.linkedSize != 5 {
		t.Errorf("announced %q and %d, want abc and 5", a.linkedETag, a.linkedSize)
	}
	if len(hub) != 2 || hub[1] != (seen{"/new/name?x=1", "Bearer secret", "bytes=3-"}) {
		t.Errorf("the hub saw %v", hub)
	}
	if len(other) != 1 || other[0] != (seen{"/blob", "", "bytes=3-"}) {
		t.Errorf("the store saw %v, want the range and no token", other)
	}
	_, err = c.get(t.Context(), server.URL+"/loop", nil)
	wantError(t, err, ErrServer, "redirects")
	_, err = c.get(t.Context(), server.URL+"/file", nil)
	wantError(t, err, ErrServer, "file:///etc/passwd")
}

func TestRedirectNeverLeavesTLS(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("was asked without TLS") }))
	defer plain.Close()
	server := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	defer server.Close()
	c := Client{Endpoint: server.URL, HTTP: server.Client()}.withDefaults()
	_, err := c.get(t.Context(), server.URL+"/x", nil)
	wantError(t, err, ErrServer, "https to http")
}

func TestDefaults(t *testing.T) {
	t.Setenv("HF_TOKEN", "secret")
	t.Setenv("HF_ENDPOINT", "")
	for endpoint, token := range map[string]string{"": "secret", "https://huggingface.co/": "secret", "https://mirror.example": ""} {
		if c := (Client{Endpoint: endpoint}).withDefaults(); c.Token != token {
			t.Errorf("endpoint %q gets the token %q, want %q", endpoint, c.Token, token)
		}
	}
	t.Setenv("HF_ENDPOINT", "https://mirror.example/hf/")
	c := Client{}.withDefaults()
	if c.Endpoint != "https://mirror.example/hf" || c.Token != "secret" {
		t.Errorf("HF_ENDPOINT gave %q with token %q", c.Endpoint, c.Token)
	}
	_, err := (&Client{Endpoint: "ftp://x"}).List(t.Context(), Repository{Name: testRepo})
	wantError(t, err, ErrName, "ftp://x", "HF_ENDPOINT")
}

func TestParseURL(t *testing.T) {
	for address, want := range map[string][3]string{
		"https://huggingface.co/intfloat/e5-small-v2":   {"https://huggingface.co", "intfloat/e5-small-v2", ""},
		"https://huggingface.co/intfloat/e5-small-v2/":  {"https://huggingface.co", "intfloat/e5-small-v2", ""},
		"https://huggingface.co/gpt2":                   {"https://huggingface.co", "gpt2", ""},
		"http://localhost:8080/a/b/tree/v1.0?x=y#z":     {"http://localhost:8080", "a/b", "v1.0"},
		"https://huggingface.co/gpt2/tree/main":         {"https://huggingface.co", "gpt2", "main"},
		"https://huggingface.co/a/b/tree/refs%2Fpr%2F1": {"https://huggingface.co", "a/b", "refs/pr/1"},
	} {
		endpoint, r, err := ParseURL(address)
		if got := [3]string{endpoint, r.Name, r.Revision}; err != nil || got != want {
			t.Errorf("ParseURL(%q) = %q, %v; want %q", address, got, err, want)
		}
	}
	for _, address := range []string{"", "model", "/home/x", "ftp://h/a/b", "https://", "https://huggingface.co", "https://h/datasets/a/b",
		"https://h/a/b/blob/main/model.onnx", "https://h/a/b/tree/main/onnx", "https://u:p@h/a/b", "https://h/../b", "https://h/a/%2e%2e", "https://h/a/b%2Fc%2Fd", "https://h/a/%zz"} {
		if _, r, err := ParseURL(address); err == nil {
			t.Errorf("ParseURL(%q) = %v, want an error", address, r)
		} else {
			wantError(t, err, ErrName)
		}
	}
}

func TestListing(t *testing.T) {
	r := Repository{Name: testRepo}
	l, err := readListing(strings.NewReader(`{"sha":"`+strings.ToUpper(testCommit)+`","siblings":[
		{"rfilename":"a","size":3,"blobId":"CE013625030BA8DBA906F756967F9E9CA394464A"},
		{"rfilename":"b","size":9,"blobId":"ce013625030ba8dba906f756967f9e9ca394464a","lfs":{"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03","size":6}},
		{"rfilename":"c"},{"rfilename":"d","size":-5,"blobId":"x","lfs":null}]}`), r)
	if err != nil {
		t.Fatal(err)
	}
	want := []File{
		{"a", 3, "", "ce013625030ba8dba906f756967f9e9ca394464a"},
		{"b", 6, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", ""},
		{"c", -1, "", ""},
		{"d", -1, "", ""},
	}
	if len(l.Files) != len(want) {
		t.Fatalf("%d files, want %d", len(l.Files), len(want))
	}
	for i := range want {
		if l.Files[i] != want[i] {
			t.Errorf("file %d is %+v, want %+v", i, l.Files[i], want[i])
		}
	}
	if l.Revision != testCommit {
		t.Errorf("commit %q, want %q", l.Revision, testCommit)
	}
	for _, bad := range []string{"", "<html>", "{}", `{"siblings":[]}`, `{"siblings":"x"}`} {
		_, err := readListing(strings.NewReader(bad), r)
		wantError(t, err, ErrServer, testRepo, "HF_ENDPOINT")
	}
}

func FuzzListing(f *testing.F) {
	f.Add([]byte(`{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"../../x","size":1,"lfs":{"sha256":"z"}}]}`))
	f.Add([]byte(`{"siblings":[{"rfilename":"a","blobId":"ce013625030ba8dba906f756967f9e9ca394464a"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := readListing(strings.NewReader(string(data)), Repository{Name: testRepo})
		if err != nil {
			return
		}
		if len(l.Files) == 0 {
			t.Fatal("an empty listing was accepted")
		}
		for _, file := range l.Files {
			if file.Size < -1 || file.SHA256 != "" && !isHex(file.SHA256, 64) || file.GitSHA != "" && !isHex(file.GitSHA, 40) {
				t.Fatalf("accepted %+v", file)
			}
		}
	})
}

func FuzzParseURL(f *testing.F) {
	f.Add("https://huggingface.co/a/b/tree/main")
	f.Add("http://h/%2e%2e/..")
	f.Fuzz(func(t *testing.T, address string) {
		endpoint, r, err := ParseURL(address)
		if err != nil {
			return
		}
		if err := r.check(); err != nil || strings.Contains(r.Name, "..") || !strings.HasPrefix(endpoint, "http") {
			t.Fatalf("ParseURL(%q) = %q, %+v, which is no repository: %v", address, endpoint, r, err)
		}
	})
}
