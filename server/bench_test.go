package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// BenchmarkSearch is what HTTP costs beside the engine: a question in, ten
// papers with abstracts of 1,500 bytes out.
func BenchmarkSearch(b *testing.B) {
	e := newFake()
	for i := range 10 {
		id := fmt.Sprintf("2310.%05d", i)
		e.papers[id] = corpus.Paper{
			ID: id, Title: "A title of about sixty bytes, which is what most papers have", Abstract: strings.Repeat("An abstract of many words. ", 55),
			Authors: []string{"Ada Lovelace", "Grace Hopper", "Emmy Noether"}, Categories: []string{"cs.CL", "cs.LG"}, Votes: new(int),
		}
	}
	s := newServer(b, e, Options{})
	for _, accept := range []string{"identity", "gzip", "zstd"} {
		b.Run(accept, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				req := httptest.NewRequest("GET", "/v1/search?q=how+do+robots+learn+to+walk&limit=10", nil)
				req.Host = "localhost"
				req.Header.Set("Accept-Encoding", accept)
				w := httptest.NewRecorder()
				s.Handler().ServeHTTP(w, req)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
