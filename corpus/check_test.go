package corpus

import (
	"path/filepath"
	"strings"
	"testing"
)

// Each kind of fault is found, by the words that name it.
func TestCheckFinds(t *testing.T) {
	f := func(words string, damage ...string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "papers.db")
		s := openAt(t, path, Options{})
		mustAdd(t, s, many(5)...)
		if _, err := s.Delete(ctx, "p00000"); err != nil {
			t.Fatal(err)
		}
		mustAdd(t, s, Paper{ID: "merged", Title: "M"}, Paper{ID: "merged", Title: "M", Source: SourceDaily, Organization: "O"})
		sound(t, s)
		for _, sql := range damage {
			if _, err := s.write.Exec(sql); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{}) // connections that know nothing of before
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		faults, err := s.Check(ctx)
		if err != nil || len(faults) == 0 || !strings.Contains(strings.Join(faults, "\n"), words) {
			t.Errorf("got %q, %v; need one that says %q", faults, err, words)
		}
	}
	f("p00003: its hash is not that of its text", "UPDATE papers SET abstract = 'other' WHERE id = 'p00003'")
	f("its title key", "UPDATE papers SET title_key = 1 WHERE id = 'p00003'")
	f("neither title nor abstract", "UPDATE papers SET title = '', abstract = '' WHERE id = 'p00003'")
	f("p00003: cannot read the date", "UPDATE papers SET published = 'soon' WHERE id = 'p00003'")
	f("p00003: invalid character", "UPDATE papers SET authors = 'Ada' WHERE id = 'p00003'")
	f("a hash of 2 bytes, need 32", "UPDATE papers SET text_hash = x'0102' WHERE id = 'p00003'")
	f("its id 2310.16228v1 should be 2310.16228", "UPDATE papers SET id = '2310.16228v1' WHERE id = 'p00003'")
	f("p00003: its id DOI:10.1000/X should be doi:10.1000/x", "UPDATE papers SET aliases = '[\"DOI:10.1000/X\"]' WHERE id = 'p00003'")
	f("p00003: its ids", `UPDATE papers SET aliases = '["doi:10.1000/x"]' WHERE id = 'p00003'`)
	f("paper p00003 is not found by its id p00003", "DELETE FROM ids WHERE id = 'p00003'")
	f("paper p00003 has the id p00003, by which paper number 3 is found", "UPDATE ids SET n = 3 WHERE id = 'p00003'")
	f("the id x leads to paper number 4, which does not have it", "INSERT INTO ids VALUES ('x', 4)")
	f("the id x leads to paper number 99", "INSERT INTO ids VALUES ('x', 99)")
	f("paper p00003 has no record", "DELETE FROM records WHERE n = 4")
	f("paper p00003 has 2 records, 0 of them written out; need 2", "INSERT INTO records VALUES (4, 'hf', 'p00003', 1, NULL, NULL)")
	f("paper p00003 has 1 records, 1 of them written out; need 0", "UPDATE records SET record = '{}' WHERE n = 4")
	f("paper merged is not what its 2 records make", "UPDATE papers SET venue = 'x' WHERE id = 'merged'")
	f("the record hf merged of paper number", "UPDATE records SET record = '{' WHERE source = 'hf'")
	f("the field \"venue\" is none that can be the paper's", `UPDATE records SET record = '{"id":"merged","same":["venue"]}' WHERE source = 'hf'`)
	f("row 0 belongs to no row of papers", "PRAGMA foreign_keys = 0", "INSERT INTO records VALUES (99, '', 'x', 1, NULL, NULL)")
	f("paper p00003 has no vector of test-model", "DELETE FROM vectors WHERE n = 4")
	f("paper number 4 has 3 bytes, need 8", "UPDATE vectors SET vector = x'010203' WHERE n = 4")
	f("paper number 4 has length 2.000, need 1", "UPDATE vectors SET vector = x'0040000000000000' WHERE n = 4")
	f("row 99 belongs to no row of papers", "PRAGMA foreign_keys = 0", "INSERT INTO vectors VALUES (99, x'')")
	f("the store counted up to 2", "UPDATE store SET seq = 2")
	f("change 6 deleted p00000, but a paper has its number", "UPDATE papers SET seq = 6 WHERE n = 4")
	f("but the store has no model", "DELETE FROM models")
	f("SQLite: ", "PRAGMA writable_schema = 1", "DELETE FROM sqlite_schema WHERE name = 'papers_votes'")
}

func TestCheckStopsAtEnough(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "papers.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.SetModel(ctx, testModel); err != nil {
		t.Fatal(err)
	}
	mustAdd(t, s, many(maxFaults+50)...)
	if _, err := s.write.Exec("UPDATE papers SET title = 'x'"); err != nil {
		t.Fatal(err)
	}
	if faults, err := s.Check(ctx); err != nil || len(faults) != maxFaults {
		t.Errorf("got %d faults, %v", len(faults), err)
	}
}

// What only repeats the papers is made anew; what does not is left as it is, and
// said.
func TestRepair(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, Paper{ID: "2310.16228", Title: "A", DOI: "10.1000/a", Votes: new(3)}, Paper{ID: "b", Title: "B"}, Paper{ID: "b", Title: "B", Source: SourceDaily, Organization: "O"})
	for _, sql := range []string{"DELETE FROM ids", "INSERT INTO ids VALUES ('x', 99), ('b', 1)", "DELETE FROM records WHERE n = 1"} {
		if _, err := s.write.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Repair(ctx); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	if got := strings.Join(named(t, s), "; "); got != "2310.16228 doi:10.1000/a | A; b | B" {
		t.Errorf("got %s", got)
	}
	if out := mustAdd(t, s, Paper{ID: "2310.16228", Title: "A", Source: SourceArxiv}); actions(out) != "unchanged" {
		t.Errorf("got %s", actions(out))
	}
	if p, err := s.Paper(ctx, "doi:10.1000/a"); err != nil || *p.Votes != 3 {
		t.Errorf("got %+v, %v", p, err)
	}
}
