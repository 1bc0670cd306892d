package corpus

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestPaperJSON(t *testing.T) {
	const whole = `{"id":"2310.16228","title":"T","abstract":"A","authors":["Ada","Bo"],"author_count":3,"organization":"O",` +
		`"categories":["cs.CL"],"venue":"V","published":"2023-10","listed":"2023-10-25","votes":0,"citations":7,` +
		`"url":"https://example.org","doi":"10.1/2","repository":"https://example.org/r"}`
	var p Paper
	if err := json.Unmarshal([]byte(whole), &p); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(p); err != nil || string(got) != whole {
		t.Errorf("got %s, %v\nneed %s", got, err, whole)
	}
	if got, _ := json.Marshal(Paper{ID: "x"}); string(got) != `{"id":"x"}` {
		t.Errorf("absent fields are not absent: %s", got)
	}
	var bad Paper
	if err := json.Unmarshal([]byte(`{"id":"x","published":"last week"}`), &bad); err == nil {
		t.Error("a made-up date was accepted")
	}
}

func TestClean(t *testing.T) {
	names := []string{" Ada ", "", "Bo"}
	p := Paper{
		ID: " arXiv:2310.16228v2 ", Title: " Tevatron and\n  LHC ", Abstract: "  A\nB\n", Authors: names,
		Categories: []string{"cs.CL", " ", "cs.AI", "cs.CL "}, URL: " u ",
	}
	p.Clean()
	want := Paper{
		ID: "2310.16228", Title: "Tevatron and LHC", Abstract: "A\nB", Authors: []string{"Ada", "Bo"}, AuthorCount: 2,
		Categories: []string{"cs.CL", "cs.AI"}, URL: "u",
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v\nneed %+v", p, want)
	}
	if names[0] != " Ada " {
		t.Error("Clean changed the caller's slice")
	}
}

func TestOneLine(t *testing.T) {
	for _, s := range []string{"", " ", "a", " a", "a ", "a b", "a  b", "a\nb", "a\tb ", "é b", "a\u00a0b", "a\u2003 b", "  a   b  ", "a\x00b", "a b ", "ab  "} {
		if got, want := oneLine(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("%q: got %q, need %q", s, got, want)
		}
	}
}

func TestCleanDropsRepeatedCategories(t *testing.T) {
	given := []string{"a", "b", "a", "c", "b", "a"}
	p := Paper{Categories: given}
	p.Clean()
	if !slices.Equal(p.Categories, []string{"a", "b", "c"}) || !slices.Equal(given, []string{"a", "b", "a", "c", "b", "a"}) {
		t.Errorf("got %v of %v", p.Categories, given)
	}
}

func TestValidate(t *testing.T) {
	f := func(p Paper, words string) {
		t.Helper()
		err := p.Validate()
		switch {
		case words == "" && err != nil:
			t.Errorf("valid paper refused: %v", err)
		case words != "" && !errors.Is(err, ErrInvalid):
			t.Errorf("got %v, need ErrInvalid with %q", err, words)
		case words != "" && !strings.Contains(err.Error(), words):
			t.Errorf("got %q, need it to say %q", err, words)
		}
	}
	long := strings.Repeat("x", 200_001)
	f(Paper{ID: "a", Title: "t"}, "")
	f(Paper{ID: "a", Abstract: "t"}, "")
	f(Paper{ID: "a", Abstract: long[:MaxAbstract]}, "")
	f(Paper{ID: "a", Title: "t", Votes: new(0), Citations: new(MaxCount)}, "")
	f(Paper{Title: "t"}, "no id")
	f(Paper{ID: "a"}, "neither title nor abstract")
	f(Paper{ID: "a b", Title: "t"}, "white space")
	f(Paper{ID: "a\x00", Title: "t"}, "control characters")
	f(Paper{ID: long, Title: "t"}, "at most 300")
	f(Paper{ID: "a", Title: "\xff"}, "title is not UTF-8")
	f(Paper{ID: "a", Title: long}, "title has 200001 bytes; need at most 10000")
	f(Paper{ID: "a", Abstract: long}, "abstract has 200001 bytes")
	f(Paper{ID: "a", Title: "t", Authors: []string{"\xff"}}, "authors is not UTF-8")
	f(Paper{ID: "a", Title: "t", Authors: make([]string, MaxAuthors+1)}, "20001 authors")
	f(Paper{ID: "a", Title: "t", Votes: new(-1)}, "votes is -1")
	f(Paper{ID: "a", Title: "t", Citations: new(MaxCount + 1)}, "citations is 1000000001")
	f(Paper{ID: "a", Title: "t", AuthorCount: -2}, "author_count is -2")
}
