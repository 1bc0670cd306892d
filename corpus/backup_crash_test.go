package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestInterruptedBackup ends backups at random moments: the file is there whole, or
// nothing is, and the store answers as before.
func TestInterruptedBackup(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, many(2000)...)
	dir, whole, given := t.TempDir(), 0, 0
	for i := range 30 {
		some, cancel := context.WithCancel(ctx)
		time.AfterFunc(time.Duration(rand.IntN(30_000))*time.Microsecond, cancel)
		file := filepath.Join(dir, fmt.Sprint(i, ".db"))
		_, err := s.Backup(some, file, BackupOptions{})
		cancel()
		if err == nil {
			whole++
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
			os.Remove(file)
		} else if given++; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if names := folder(t, dir); len(names) > 0 {
			t.Fatalf("%q is left", names)
		}
	}
	t.Logf("%d whole, %d given up", whole, given)
}

// backupStore backs the store at args[0] up to args[1], again and again.
func backupStore(args []string) error {
	s, err := Open(args[0], Options{ReadOnly: true})
	if err != nil {
		return err
	}
	for range 1000 {
		if _, err := s.Backup(ctx, args[1], BackupOptions{Replace: true}); err != nil {
			return err
		}
	}
	return s.Close()
}

// TestCrashBackup kills a process that replaces a backup at random moments: what
// has the name is a whole one.
func TestCrashBackup(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, many(1000)...)
	want := durable(t, s)
	file := filepath.Join(t.TempDir(), "copy.db")
	found := 0
	for i := range *kills {
		c := child(t, "backup", s.path, file)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20_000+rand.IntN(60_000)) * time.Microsecond)
		c.Process.Kill()
		c.Wait()
		r, err := Open(file, Options{ReadOnly: true})
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		found++
		if got := durable(t, r); got != want {
			t.Errorf("kill %d: the copy has something else in it", i)
		}
		r.Close()
	}
	t.Logf("%d copies were there", found)
}
