package corpus

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func openForWriting(args []string) error {
	s, err := Open(args[0], Options{})
	if err == nil {
		err = s.Close()
	}
	return err
}

func openForReading(args []string) error {
	s, err := Open(args[0], Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer s.Close()
	st, err := s.Stats(ctx)
	fmt.Println("papers", st.Papers)
	return err
}

// A file that is no store is named, with what to do, and stays as it is.
func TestOpenRefuses(t *testing.T) {
	whole := func() []byte {
		path := filepath.Join(t.TempDir(), "papers.db")
		s := openAt(t, path, Options{})
		mustAdd(t, s, many(200)...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}()
	patched := func(at int, value uint32) []byte {
		b := append([]byte(nil), whole...)
		binary.BigEndian.PutUint32(b[at:], value)
		return b
	}
	f := func(name string, content []byte, sentinel error, words ...string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "papers.db")
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, o := range []Options{{}, {ReadOnly: true}} {
			s, err := Open(path, o)
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, sentinel) {
				t.Errorf("%s: got %v", name, err)
				continue
			}
			for _, w := range append(words, path) {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%s: %q does not say %q", name, err, w)
				}
			}
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != string(content) {
			t.Errorf("%s: the file was changed, %v", name, err)
		}
	}
	f("text", []byte("{\"id\":\"2310.16228\"}\n"), ErrNotStore, "it begins with", "give another path")
	f("short text", []byte("x"), ErrNotStore, "left untouched")
	f("only a header", whole[:60], ErrDamaged, "has 60 bytes")
	f("cut", whole[:len(whole)-5000], ErrDamaged, "its header says", "restore a copy")
	f("cut to its first page", whole[:pageSize], ErrDamaged, "its header says")
	f("of another program", patched(68, 0x0f055112), ErrNotStore, "another program", "0x4b4e4452")
	f("of a newer release", patched(60, uint32(len(migrations)+1)), ErrNewer, "install the newer release")

	folder := t.TempDir()
	if _, err := Open(folder, Options{}); !errors.Is(err, ErrNotStore) || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: got %v", err)
	}
	if _, err := Open(filepath.Join(folder, "none", "papers.db"), Options{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "make its folder first") {
		t.Errorf("no folder: got %v", err)
	}
	if _, err := Open(filepath.Join(folder, "papers.db"), Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "import papers") {
		t.Errorf("no file: got %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("something was made: %v, %v", left, err)
	}
}

// Damage that is found later names the file too.
func TestDamagedPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	mustAdd(t, s, many(500)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 2 * pageSize; i < len(b); i++ {
		b[i] = 0xa5
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, Options{ReadOnly: true})
	if err == nil {
		defer r.Close()
		_, err = r.Check(ctx)
		if err == nil {
			_, err = r.Stats(ctx)
		}
	}
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestOpenStrangePaths(t *testing.T) {
	for _, name := range []string{"a?b.db", "a%20b.db", "a#b.db", "über &=+.db", "ends with space "} {
		path := filepath.Join(t.TempDir(), name)
		s := openAt(t, path, Options{})
		mustAdd(t, s, Paper{ID: "a", Title: "A"})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A link and the file it points to are one store, with one lock.
func TestOpenLink(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "papers.db"), filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("cannot make a symbolic link: ", err)
	}
	s := openAt(t, path, Options{})
	mustAdd(t, s, many(3)...)
	if _, err := Open(link, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("a second writer through the link: %v", err)
	}
	r := openAt(t, link, Options{ReadOnly: true})
	if st, err := r.Stats(ctx); err != nil || st.Papers != 3 {
		t.Errorf("got %+v, %v", st, err)
	}
}

// Another program that holds a transaction is waited for, then named.
func TestBusy(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, many(1)...)
	other, err := connect(s.path, "mode=rw&_txlock=immediate", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.Exec("PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Vote(ctx, "p00000", 1); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "another program") {
		t.Errorf("got %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if votes, _, err := s.Vote(ctx, "p00000", 1); err != nil || votes != 1 {
		t.Errorf("afterwards: %d, %v", votes, err)
	}
}

// In a folder that may not be written a store can be read, and only that.
func TestReadOnlyFolder(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "papers.db")
	s := openAt(t, path, Options{})
	mustAdd(t, s, many(3)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	asNobody := unprivileged(t, folder)
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o755)
	if out, err := asNobody("read", path); err != nil || out != "papers 3\n" {
		t.Errorf("reading: got %q, %v", out, err)
	}
	if out, err := asNobody("write", path); err == nil || !strings.Contains(out, "read-only") || !strings.Contains(out, "open it for reading") {
		t.Errorf("writing: got %q, %v", out, err)
	}
}

func TestReadOnlyStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	w := openAt(t, path, Options{})
	mustAdd(t, w, many(3)...)
	r := openAt(t, path, Options{ReadOnly: true})
	_, err := r.Commit(ctx, testModel.Identity, nil)
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	if _, err := r.read.Exec("DELETE FROM papers"); err == nil {
		t.Error("a reader could write")
	}
	if _, err := w.read.Exec("DELETE FROM papers"); err == nil {
		t.Error("a reading connection of the writer could write")
	}
	mustAdd(t, w, many(5)...)
	if st, err := r.Stats(ctx); err != nil || st.Papers != 5 {
		t.Errorf("a reader does not see what the writer added: %+v, %v", st, err)
	}
}

func TestMigrate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil { // version 0
		t.Fatal(err)
	}
	s := openAt(t, path, Options{})
	mustAdd(t, s, many(3)...)
	if v, err := version(s.read); err != nil || v != len(migrations) {
		t.Fatalf("version %d, %v", v, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)

	// A step that fails half way leaves the version before it, whole.
	steps := append(append([]string(nil), migrations...), "ALTER TABLE papers ADD COLUMN note TEXT NOT NULL DEFAULT 'x'", "CREATE TABLE half (a); CREATE TABLE papers (a)")
	n := len(migrations)
	if err := migrate(ctx, db, steps); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("version %d to %d", n+1, n+2)) {
		t.Errorf("got %v", err)
	}
	var v, notes, half int
	if err := db.QueryRow("SELECT (SELECT count(*) FROM papers WHERE note = 'x'), (SELECT count(*) FROM sqlite_schema WHERE name = 'half')").Scan(&notes, &half); err != nil {
		t.Fatal(err)
	}
	if v, err = version(db); err != nil || v != n+1 || notes != 3 || half != 0 {
		t.Errorf("version %d, %d notes, %d half tables, %v", v, notes, half, err)
	}
	if err := migrate(ctx, db, append(steps[:n+1:n+1], "CREATE TABLE whole (a)")); err != nil {
		t.Errorf("mended: %v", err)
	}
	if v, err = version(db); err != nil || v != n+2 {
		t.Errorf("version %d, %v", v, err)
	}
}

// An older store is not changed by one who only reads.
func TestOlderSchemaForReading(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 0"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "open it once for writing") {
		t.Errorf("got %v", err)
	}
}

// many makes papers that differ.
func many(n int) []Paper {
	papers := make([]Paper, n)
	for i := range papers {
		papers[i] = Paper{ID: fmt.Sprintf("p%05d", i), Title: fmt.Sprintf("Title %d", i), Abstract: strings.Repeat(fmt.Sprintf("word%d ", i), 20)[:100], Votes: new(i % 7)}
	}
	return papers
}
