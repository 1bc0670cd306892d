package corpus

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// The file's header and one row as FORMAT.md has them.
func TestFileIsThatOfFormat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	p := Paper{ID: "2310.16228", Title: "Tä", Authors: []string{"Ada", "Bo"}, AuthorCount: 3, Categories: []string{"cs.CL"}, Published: date(t, "2023-10"), Votes: new(0)}
	if _, err := s.Commit(ctx, testModel.Identity, []Change{{Record: p, Vector: []float32{0.6, -0.8, 0, 0}}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Vote(ctx, p.ID, 1); err != nil {
		t.Fatal(err)
	}
	row := func(query string) (got string) {
		t.Helper()
		if err := s.read.QueryRow(query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got, want := row("SELECT concat_ws('|', n, seq, id, published, listed, quote(votes), local_votes, quote(citations), author_count, categories, authors, title, abstract) FROM papers"),
		`1|2|2310.16228|2023-10||0|1|NULL|3|["cs.CL"]|["Ada","Bo"]|Tä|`; got != want {
		t.Errorf("got %s\nneed %s", got, want)
	}
	// 0.6 is 0x38cd, -0.8 is 0xba66 as binary16, little endian.
	if got := row("SELECT hex(vector) FROM vectors WHERE n = 1"); got != "CD3866BA00000000" {
		t.Errorf("vector: got %s", got)
	}
	// The first 8 bytes of the SHA-256 of "hf:ta", as a big-endian number.
	if got, want := row("SELECT printf('%016x', title_key) FROM papers"), "689b6c5a63d5b527"; got != want {
		t.Errorf("title key: got %s, need %s", got, want)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := func(name string, at int, want string) {
		t.Helper()
		w, err := hex.DecodeString(want)
		if err != nil {
			t.Fatal(err)
		}
		if got := b[at : at+len(w)]; !bytes.Equal(got, w) {
			t.Errorf("%s, at byte %d: got % x, need % x", name, at, got, w)
		}
	}
	f("magic", 0, "53514c69746520666f726d6174203300")
	f("page size 16384", 16, "4000")
	f("write-ahead log", 18, "0202")
	f("text is UTF-8", 56, "00000001")
	f("schema version", 60, "00000003")
	f("KNDR", 68, "4b4e4452")
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 2 { // itself and the lock file
		t.Errorf("after Close there are %v, %v", left, err)
	}
}
