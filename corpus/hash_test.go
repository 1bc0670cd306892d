package corpus

import (
	"encoding/hex"
	"fmt"
	"testing"
)

// The bytes are written out by hand from FORMAT.md, the hashes computed by
// another program (sha256sum).
func TestHashesAreThoseOfFormat(t *testing.T) {
	p := Paper{ID: "2310.16228", Title: "Tä", Abstract: "A", Authors: []string{"Ada", "Bo"}, AuthorCount: 3, Organization: "O", Categories: []string{"cs.CL"},
		Published: date(t, "2023-10"), Listed: date(t, "2023-10-25"), Votes: new(0), URL: "u", DOI: "10.1/2"}
	h := p.TextHash()
	if got := hex.EncodeToString(h[:]); got != "2dc665f0813cea7bcf9dfe6ef2d41ac65b509913bcb59995c37c424b7757ad20" {
		t.Errorf("text: got %s", got)
	}
	p.Source, p.Aliases = SourceArxiv, []string{"doi:10.1000/x"}
	if got := fmt.Sprintf("%016x", uint64(recordHash(&p))); got != "577431557f41be8d" {
		t.Errorf("record: got %s", got)
	}
}

// Each field counts for the record, title and abstract alone for the text; a
// text that moves from one field to the next is another record.
func TestHashesCoverFields(t *testing.T) {
	whole := Paper{ID: "i", Title: "t", Abstract: "a", Authors: []string{"x"}, AuthorCount: 1, Organization: "o", Categories: []string{"c"}, Venue: "v",
		Published: date(t, "2023"), Listed: date(t, "2024"), Votes: new(0), Citations: new(0), URL: "u", DOI: "d", Repository: "r"}
	seen := map[int64]string{recordHash(&whole): "whole"}
	f := func(name string, text bool, change func(*Paper)) {
		t.Helper()
		p := whole
		change(&p)
		h := recordHash(&p)
		if other, ok := seen[h]; ok {
			t.Errorf("%s has the record hash of %s", name, other)
		}
		seen[h] = name
		if (p.TextHash() != whole.TextHash()) != text {
			t.Errorf("%s: the text hash should differ: %t", name, text)
		}
	}
	f("id", false, func(p *Paper) { p.ID = "j" })
	f("source", false, func(p *Paper) { p.Source = SourceArxiv })
	f("alias", false, func(p *Paper) { p.Aliases = []string{"j"} })
	f("title", true, func(p *Paper) { p.Title = "u" })
	f("abstract", true, func(p *Paper) { p.Abstract = "b" })
	f("title to abstract", true, func(p *Paper) { p.Title, p.Abstract = "", "ta" })
	f("authors", false, func(p *Paper) { p.Authors = []string{"y"} })
	f("authors split", false, func(p *Paper) { p.Authors = []string{"x", ""} })
	f("author count", false, func(p *Paper) { p.AuthorCount = 2 })
	f("organization", false, func(p *Paper) { p.Organization = "p" })
	f("categories", false, func(p *Paper) { p.Categories = nil })
	f("venue", false, func(p *Paper) { p.Venue = "w" })
	f("organization to venue", false, func(p *Paper) { p.Organization, p.Venue = "", "ov" })
	f("published", false, func(p *Paper) { p.Published = date(t, "2023-01") })
	f("listed", false, func(p *Paper) { p.Listed = Date{} })
	f("votes", false, func(p *Paper) { p.Votes = new(1) })
	f("unknown votes", false, func(p *Paper) { p.Votes = nil })
	f("citations", false, func(p *Paper) { p.Citations = nil })
	f("url", false, func(p *Paper) { p.URL = "" })
	f("doi", false, func(p *Paper) { p.DOI = "" })
	f("repository", false, func(p *Paper) { p.Repository = "" })
}
