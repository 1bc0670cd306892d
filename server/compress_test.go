package server

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestCompression(t *testing.T) {
	var ids []string
	for i := range 100 {
		ids = append(ids, fmt.Sprintf("%04d.00001", i))
	}
	s := newServer(t, newFake(ids...), Options{})
	f := func(address, accept, coding string) {
		t.Helper()
		w := ask(t, s.Handler(), "GET", address, "", "Accept-Encoding: "+accept)
		if got := w.Header().Get("Content-Encoding"); w.Code != http.StatusOK || got != coding {
			t.Fatalf("%s accepting %q: got %d, Content-Encoding %q, need %q", address, accept, w.Code, got, coding)
		}
		var body io.Reader = w.Body
		switch coding {
		case "gzip":
			r, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = r
		case "zstd":
			r, err := zstd.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			body = r
		}
		text, err := io.ReadAll(body)
		if err != nil || !strings.Contains(string(text), "0099.00001") && strings.Contains(address, "search") {
			t.Errorf("%s accepting %q: %v, %.100q", address, accept, err, text)
		}
	}
	f("/v1/search?q=a", "", "")
	f("/v1/search?q=a", "identity", "")
	f("/v1/search?q=a", "gzip", "gzip")
	f("/v1/search?q=a", "zstd", "zstd")
	f("/v1/search?q=a", "gzip, deflate, br, zstd", "zstd")
	f("/v1/search?q=a", "gzip, zstd;q=0", "gzip")
	f("/v1/search?q=a", "br", "")
	f("/metrics", "gzip", "gzip")
	f("/healthz", "gzip, zstd", "") // too short to gain anything
}
