package server

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kindred-search/kindred"
)

// wantSound checks what no query that was read may break.
func wantSound(t *testing.T, s *Server, q kindred.Query) {
	t.Helper()
	if q.Limit < 0 || q.Limit > kindred.MaxLimit || q.Offset < 0 || q.Offset >= kindred.MaxLimit || len(q.Text) > s.o.MaxQuery || q.Filter.MinVotes < 0 {
		t.Errorf("out of bounds: %+v", q)
	}
	for _, w := range []*float64{q.Recency, q.Votes} {
		if w != nil && !(*w >= 0 && *w <= 10) {
			t.Errorf("weight %v", *w)
		}
	}
	for _, texts := range [][]string{{q.Text}, q.Like, q.Unlike, q.Filter.Categories, q.Filter.Authors, q.Filter.Venues, q.Filter.Organizations} {
		for _, text := range texts {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Errorf("text %q", text)
			}
		}
	}
}

// wantRefusal checks that an error is the client's, and a sentence.
func wantRefusal(t *testing.T, err error) {
	t.Helper()
	var r *refusal
	if !errors.As(err, &r) || r.status < 400 || r.status > 499 || len(r.detail) < 10 || len(r.detail) > 1000 {
		t.Errorf("got %v", err)
	}
	if _, err := json.Marshal(problemOf(err)); err != nil {
		t.Error(err)
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"q=a&limit=10&category=cs.*&category=math.GT", "q=%ff", "q=a;b", "half_life=30d&from=2021&to=2023-12-21T09:30:00Z",
		"recency=NaN&votes=1e400", "=&&q", "q=a%00", "has_repository=true&explain=false&exact=", "limit=0x10&offset=+1", "%71=a&q=b",
	} {
		f.Add(seed)
	}
	s := newServer(f, newFake(), Options{})
	f.Fuzz(func(t *testing.T, raw string) {
		all, err := inAddress(&url.URL{RawQuery: raw})
		if err != nil {
			wantRefusal(t, err)
			return
		}
		// The names are those of net/url, each once.
		need, _ := url.ParseQuery(raw)
		if len(all) != len(need) {
			t.Errorf("got %d names, need %d", len(all), len(need))
		}
		for _, g := range all {
			if len(g.values) != len(need[g.name]) {
				t.Errorf("%q: got %v, need %v", g.name, g.values, need[g.name])
			}
		}
		for _, table := range []table[kindred.Query]{s.search, s.related} {
			if q, err := table.read(all); err != nil {
				wantRefusal(t, err)
			} else {
				wantSound(t, s, q)
			}
		}
		if _, err := s.listing.read(all); err != nil {
			wantRefusal(t, err)
		}
	})
}

func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{"q":"a","limit":10,"category":["cs.*",null],"explain":true}`, ` [ {"q":"a"} , {"like":["a"]} ] `, `{"vector" : [ 1 , -0.5 ]}`,
		`{"q":"a","q":"b"}`, `{"q":"\ud800"}`, `{"q":"a"}x`, `[[]]`, `{"q":{}}`, `{"a":`, `null`, `{"q":"a\u0000"}`, `{"limit":1e999}`,
	} {
		f.Add([]byte(seed))
	}
	s := newServer(f, newFake(), Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		if !utf8.Valid(body) || strings.TrimSpace(string(body)) == "" {
			return // readBody refuses these
		}
		queries, batch, err := s.parseQueries(body)
		if err != nil {
			wantRefusal(t, err)
			return
		}
		// The slow twin: what is read must be JSON of the right form.
		var one map[string]any
		var many []map[string]any
		if batch && (json.Unmarshal(body, &many) != nil || len(many) != len(queries)) || !batch && (json.Unmarshal(body, &one) != nil || len(queries) != 1) {
			t.Errorf("%q was read as %d queries", body, len(queries))
		}
		for _, q := range queries {
			wantSound(t, s, q)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, seed := range []string{"a", "hep-th/9901001", "hep-th%2F9901001", "a/related", "a%2Frelated", "a/votes/related", "/", "%00", "%ff", "related", "a%252Fb", "../../etc/passwd", "a?x#y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rest string) {
		u, err := url.ParseRequestURI(routePapers + "/" + rest)
		if err != nil || !strings.HasPrefix(u.Path, routePapers+"/") {
			return
		}
		id, route := paperPath(&http.Request{URL: u})
		whole := strings.TrimPrefix(u.Path, routePapers+"/")
		if need := map[string]string{routePaper: whole, routeRelated: id + "/related", routeVotes: id + "/votes"}[route]; need != whole || id == "" && whole != "" {
			t.Errorf("%q gives id %q of %s", u.Path, id, route)
		}
		if _, err := paperID(&http.Request{URL: u}); err != nil {
			wantRefusal(t, err)
		}
	})
}

func FuzzHost(f *testing.F) {
	for _, seed := range []string{"localhost:7700", "[::1]:80", "evil.example", "127.0.0.1", "[::ffff:127.0.0.1%25x]", "localhost.localhost.", ":80", "[", "::1"} {
		f.Add(seed)
	}
	s := newServer(f, newFake(), Options{})
	f.Fuzz(func(t *testing.T, header string) {
		host := hostname(header)
		if !s.isOurs(host, &http.Request{}) || host == "localhost" {
			return
		}
		bare, _, _ := strings.Cut(host, "%") // the zone
		if ip := net.ParseIP(bare); ip == nil || !ip.IsLoopback() {
			t.Errorf("%q is taken for ours", header)
		}
	})
}
