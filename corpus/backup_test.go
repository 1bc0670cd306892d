package corpus

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// durable is all that is durable in a store, as text.
func durable(t testing.TB, s *Store) string {
	t.Helper()
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var b strings.Builder
	fmt.Fprintln(&b, v.Seq, v.Store, v.Model)
	for row, err := range v.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, row)
	}
	for vector, err := range v.Vectors(0) {
		fmt.Fprintln(&b, vector.Number, vector.Float16, err)
	}
	for gone, err := range v.Deleted(0) {
		fmt.Fprintln(&b, gone, err)
	}
	rows, err := v.tx.Query("SELECT n, hex(vector) FROM next_vectors UNION ALL SELECT n, votes || ' ' || local_votes FROM papers UNION ALL SELECT length(identity), role FROM models UNION ALL SELECT n, id FROM ids UNION ALL SELECT n, source || key || hash || coalesce(record, '') FROM records UNION ALL SELECT length(name), state FROM cursors UNION ALL SELECT seq, name FROM sqlite_sequence")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var text *string
		if err := rows.Scan(&n, &text); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, n, reflect.Indirect(reflect.ValueOf(text)))
	}
	return b.String()
}

// busyStore is a store with everything in it that a store can have.
func busyStore(t *testing.T, path string) *Store {
	t.Helper()
	s := openAt(t, path, Options{})
	mustAdd(t, s, many(300)...)
	for _, err := range []error{
		s.BeginNext(ctx, secondModel),
		second(s.Delete(ctx, "p00003", "p00004")),
		third(s.Vote(ctx, "p00005", 1)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	gather(t, s, 20)
	return s
}

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }

// folder lists what is in one.
func folder(t testing.TB, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestBackupIsTheStore(t *testing.T) {
	s := busyStore(t, filepath.Join(t.TempDir(), "papers.db"))
	want := durable(t, s)
	if err := os.Chmod(s.path, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, from := range []Options{{}, {ReadOnly: true}} { // of the writer itself, and of a reader beside it
		r := s
		if from.ReadOnly {
			r = openAt(t, s.path, from)
		}
		file := filepath.Join(dir, fmt.Sprint("copy", from.ReadOnly, ".db"))
		b, err := r.Backup(ctx, file, BackupOptions{})
		info, statErr := os.Stat(file)
		if err != nil || statErr != nil {
			t.Fatal(err, statErr)
		}
		if want := (Backup{file, 298, 303, info.Size()}); b != want || info.Mode().Perm() != 0o600 {
			t.Errorf("got %+v, %v; need %+v, as private as the store", b, info.Mode(), want)
		}
		if names := folder(t, dir); len(names) != 1 {
			t.Errorf("beside the copy is %q", names)
		}
		for _, o := range []Options{{ReadOnly: true}, {}} {
			c, err := Open(file, o)
			if err != nil {
				t.Fatal(err)
			}
			sound(t, c)
			if got := durable(t, c); got != want {
				t.Errorf("the copy has\n%s\nneed\n%s", got, want)
			}
			if o.ReadOnly {
				if _, err := c.Delete(ctx, "p00000"); !errors.Is(err, ErrReadOnly) {
					t.Errorf("a change to a copy that is read: %v", err)
				}
			} else if _, err := add(c, Paper{ID: "more", Title: "More"}); err != nil {
				t.Error(err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range folder(t, dir) {
			os.Remove(filepath.Join(dir, name))
		}
	}
	// The reader can still not write.
	if _, err := s.read.Exec("DELETE FROM papers"); err == nil {
		t.Error("a connection for reading may write after a backup")
	}
	if got := durable(t, s); got != want {
		t.Error("the store is another after a backup")
	}
}

// TestBackupBesideAWriter backs a store up while another process imports into it:
// every copy is sound and has whole transactions, a later one no less.
func TestBackupBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	c := child(t, "import", path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan() // the first batch is there
	dir, last, moving := t.TempDir(), 0, 0
	s := openAt(t, path, Options{ReadOnly: true})
	for i := 0; last < crashBatches; i++ {
		acknowledged := 0
		for range 6 {
			if lines.Scan() {
				fmt.Sscanf(lines.Text(), "acknowledged %d", &acknowledged)
			}
		}
		b, err := s.Backup(ctx, filepath.Join(dir, "copy.db"), BackupOptions{Replace: i > 0})
		if err != nil {
			t.Fatal(err)
		}
		batches := last
		for batches < crashBatches && crashPapers(batches) < b.Papers {
			batches++
		}
		if crashPapers(batches) != b.Papers || batches < acknowledged || b.Seq < int64(b.Papers) {
			t.Fatalf("got %+v after %d batches, %d acknowledged", b, last, acknowledged)
		}
		last = batches
		if last < crashBatches {
			moving++
		}
		r, err := Open(b.Path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		sound(t, r)
		r.Close()
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	if moving == 0 {
		t.Error("no copy was made while the import went on: the test shows nothing")
	}
}

func TestBackupRefuses(t *testing.T) {
	dir := t.TempDir()
	s := busyStore(t, filepath.Join(dir, "papers.db"))
	held := openAt(t, filepath.Join(dir, "held.db"), Options{})
	mustAdd(t, held, many(3)...)
	write := func(name string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write("there.db")
	write("stale.db-wal")
	write("hot.db")
	write("hot.db-journal")
	write("log.db")
	write("log.db-wal")
	if err := errors.Join(os.Symlink("papers.db", filepath.Join(dir, "soft.db")), os.Link(s.path, filepath.Join(dir, "hard.db")), os.Mkdir(filepath.Join(dir, "folder"), 0o700)); err != nil {
		t.Skipf("needs links between files: %v", err)
	}
	before := folder(t, dir)
	f := func(file string, replace bool, is error, says string) {
		t.Helper()
		_, err := s.Backup(ctx, filepath.Join(dir, file), BackupOptions{Replace: replace})
		if !errors.Is(err, is) || !strings.Contains(fmt.Sprint(err), says) || strings.Count(fmt.Sprint(err), "cannot back up") != 1 {
			t.Errorf("%s: %v; need %v, %q", file, err, is, says)
		}
	}
	for _, replace := range []bool{false, true} {
		f("papers.db", replace, ErrPlace, "the store itself")
		f("soft.db", replace, ErrPlace, "the store itself")
		f("hard.db", replace, ErrPlace, "the store itself")
		f("papers.db-wal", replace, ErrPlace, "one of its files")
		f("papers.db-journal", replace, ErrPlace, "one of its files")
		f("papers.db.lock", replace, ErrPlace, "one of its files")
		f("folder", replace, ErrPlace, "it is a folder")
		f("stale.db", replace, ErrPlace, "stale.db-wal")
		f("no/such/copy.db", replace, fs.ErrNotExist, "make its folder first")
	}
	f("there.db", false, fs.ErrExist, "exists")
	f("hot.db", true, ErrPlace, "hot.db-journal")
	f("log.db", true, ErrPlace, "log.db-wal")
	f("held.db", true, ErrLocked, "held.db")
	if names := folder(t, dir); !reflect.DeepEqual(names, before) {
		t.Errorf("in the folder are %q, were %q", names, before)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "there.db")); err != nil || string(b) != "precious" {
		t.Errorf("a file that was there is now %q, %v", b, err)
	}
	if _, err := s.Backup(ctx, filepath.Join(dir, "there.db"), BackupOptions{Replace: true}); err != nil {
		t.Errorf("replace: %v", err)
	}
	sound(t, openAt(t, filepath.Join(dir, "there.db"), Options{}))

	over, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Backup(over, filepath.Join(dir, "never.db"), BackupOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is done: %v", err)
	}
	closed := openAt(t, filepath.Join(dir, "closed.db"), Options{})
	closed.Close()
	if _, err := closed.Backup(ctx, filepath.Join(dir, "never.db"), BackupOptions{}); !errors.Is(err, ErrClosed) {
		t.Errorf("a store that is closed: %v", err)
	}
}
