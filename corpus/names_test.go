package corpus

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestCleanIDs(t *testing.T) {
	f := func(want, id, doi string, aliases ...string) {
		t.Helper()
		given := slices.Clone(aliases)
		p := Paper{ID: id, DOI: doi, Aliases: aliases}
		p.Clean()
		if got := strings.Join(p.ids(), " "); got != want || p.DOI != doi {
			t.Errorf("got %s and %q, need %s", got, p.DOI, want)
		}
		again := p
		if again.Clean(); !reflect.DeepEqual(again, p) {
			t.Errorf("%s, and again %v", want, again.ids())
		}
		if !slices.Equal(aliases, given) {
			t.Error("Clean changed the caller's slice")
		}
	}
	f("a", "a", "")
	f("a", " a ", "", "a", "", " a")
	f("2310.16228 doi:10.1000/x pmid:5 openalex:W1 s2:7 mine/1 hf:t", "mine/1", "", "hf:t", "s2:7", "https://openalex.org/W1", "PMID: 5", "10.1000/X", "arXiv:2310.16228v3")
	f("2310.16228 doi:10.1000/x", "2310.16228", "10.1000/X")
	f("2310.16228", "2310.16228", "10.48550/arXiv.2310.16228")
	f("2310.16228", "", "10.48550/arXiv.2310.16228v2")
	f("doi:10.1000/x", "", "https://doi.org/10.1000/X")
	f("a", "a", "in press")
	f("2310.16228", "2310.16228", "10.48550/arXiv.2310.00001", "2001.00001") // those are other papers
	f("2001.00001 mine/1", "mine/1", "", "2001.00001", "2310.16228")
}

func TestValidateIDs(t *testing.T) {
	f := func(words string, p Paper) {
		t.Helper()
		p.Title = "T"
		if err := p.Validate(); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%+v: got %v, need %q", p, err, words)
		}
	}
	f(`an alias of a: the id "b c" has white space`, Paper{ID: "a", Aliases: []string{"b c"}})
	f("an alias of a: its id is not UTF-8", Paper{ID: "a", Aliases: []string{"b\xff"}})
	f("an alias of a: it is empty", Paper{ID: "a", Aliases: []string{""}})
	f("has 101 aliases; need at most 100", Paper{ID: "a", Aliases: make([]string, 101)})
	f(`has the source "?"; need at most 32 small letters`, Paper{ID: "a", Source: unknownSource})
	f("the source", Paper{ID: "a", Source: strings.Repeat("a", 33)})
}

func TestKeyOf(t *testing.T) {
	f := func(source, want string) {
		t.Helper()
		if got := keyOf(&Paper{Source: source, ID: "2310.16228", Aliases: []string{"doi:10.1000/x", "pmid:5", "openalex:W1", "s2:7"}}); got != want {
			t.Errorf("%s: got %s, need %s", source, got, want)
		}
		if got := keyOf(&Paper{Source: source, ID: "mine/1"}); got != "mine/1" {
			t.Errorf("%s: got %s", source, got)
		}
	}
	f(SourceArxiv, "2310.16228")
	f(SourcePubMed, "pmid:5")
	f(SourceOpenAlex, "openalex:W1")
	f(SourceScholar, "s2:7")
	f(SourceDaily, "2310.16228")
	f(SourceLibrary, "2310.16228")
	f(SourcePlain, "2310.16228")
}

func TestBareDOI(t *testing.T) {
	f := func(want string, forms ...string) {
		t.Helper()
		for _, s := range forms {
			if got := BareDOI(s); got != want {
				t.Errorf("%q: got %q, need %q", s, got, want)
			}
		}
	}
	f("10.1000/x", "10.1000/x", " 10.1000/X ", "doi:10.1000/x", "DOI: 10.1000/x", "https://doi.org/10.1000/x", "http://dx.doi.org/10.1000/X", "www.doi.org/10.1000/x", "https://doi.org/10.1000%2Fx")
	f("10.1000.5/a<b>%2f", "10.1000.5/A<b>%2F")
	f("", "", "10.1000", "10.1000/", "10.100/x", "10.1000000000/x", "10.1000./x", "10./x", "11.1000/x", "10.1000/a b", "10.1000/a\x7f", "10.10a0/x", "x10.1000/x", "10.1000/"+strings.Repeat("x", MaxID))
}
