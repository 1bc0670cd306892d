package corpus

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// version1 is a copy of the store of schema version 1 in testdata, which the
// release that wrote that version made.
func version1(t *testing.T) string {
	t.Helper()
	file, err := os.Open("testdata/backcompat/version1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "papers.db")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVersion1(t *testing.T) {
	path := version1(t)
	if _, err := Open(path, Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "open it once for writing") {
		t.Errorf("for reading: got %v", err)
	}
	s := openAt(t, path, Options{})
	sound(t, s)
	if err := s.SetCursor(ctx, "owls", "one"); err != nil {
		t.Error(err)
	}
	want := `2310.16228 doi:10.1000/owls.1 | Sparse owls in a tall forest
doi:10.1000/alone | Counting cranes
doi:10.1000/plovers mine/2 | Plovers
doi:10.1000/shared | A book of marshes
hep-th/9901001 | 
hf:the-reed-prior | The Reed Prior
mine/1 | Tides and terns
v1:10.1000/SHARED | Herons, a chapter`
	if got := strings.Join(named(t, s), "\n"); got != want {
		t.Errorf("got\n%s\nneed\n%s", got, want)
	}
	owls := Paper{ID: "2310.16228", Aliases: []string{"doi:10.1000/owls.1"}, Title: "Sparse owls in a tall forest", Abstract: "We count owls.", Authors: []string{"Ada Tern", "Bo Gull"}, AuthorCount: 2,
		Organization: "Institute of Reeds", Categories: []string{"cs.CL", "cs.AI"}, Venue: "J. Owls", Published: date(t, "2023-10-24"), Listed: date(t, "2023-10-25"), Votes: new(7), Citations: new(2),
		URL: "https://example.org/owls", DOI: "10.1000/Owls.1", Repository: "https://example.org/code"}
	if got, err := s.Paper(ctx, "10.1000/OWLS.1"); err != nil || !reflect.DeepEqual(got, owls) {
		t.Errorf("got %+v, %v\nneed %+v", got, err, owls)
	}
	st, err := s.Stats(ctx)
	if err != nil || st.Papers != 8 || st.Vectors != 8 || st.Deleted != 2 || st.Ready != 3 || st.Seq != 18 || st.Model != testModel || st.Next != secondModel {
		t.Errorf("got %+v, %v", st, err)
	}
	// An index that had followed up to the last change of version 1 learns of new names.
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var renamed []string
	for r, err := range v.Rows(15) {
		if err != nil {
			t.Fatal(err)
		}
		renamed = append(renamed, r.ID)
	}
	v.Close()
	if strings.Join(renamed, " ") != "v1:10.1000/SHARED doi:10.1000/alone doi:10.1000/plovers" {
		t.Errorf("renamed are %v", renamed)
	}

	// Whatever comes first for a paper is laid over it, as before, and is then its
	// source; the number of one that was deleted is not given out again.
	p := owls
	p.Votes, p.Abstract, p.Source, p.Aliases = nil, "We count owls anew.", SourceArxiv, nil
	p.Organization, p.Listed = "", Date{}
	out := mustAdd(t, s, p, Paper{ID: "new", Title: "New"})
	if actions(out) != "updated added" || out[0].Merged || out[1].Number != 11 {
		t.Errorf("got %+v", out)
	}
	owls.Abstract = p.Abstract
	if got, err := s.Paper(ctx, "2310.16228"); err != nil || !reflect.DeepEqual(got, owls) {
		t.Errorf("got %+v, %v\nneed %+v", got, err, owls)
	}
	if out := mustAdd(t, s, p); actions(out) != "unchanged" {
		t.Errorf("again: %s", actions(out))
	}
	if out := mustAdd(t, s, Paper{ID: "1709.00001", Title: "The reed prior", Published: date(t, "2017"), Source: SourceArxiv}); actions(out) != "updated" {
		t.Errorf("got %+v", out)
	}
	if _, err := s.Delete(ctx, "mine/2"); err != nil {
		t.Fatal(err)
	}
}
