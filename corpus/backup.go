package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ErrPlace is returned for a file that cannot be a backup's: the store itself, a
// folder, a file beside which the log of another database lies. Nothing was written.
var ErrPlace = errors.New("no place for a backup")

// BackupOptions say how to back a store up. The zero value works.
type BackupOptions struct {
	// Replace lets the copy take the place of a file that is there, but not of
	// a store that is open for writing. Default false: fs.ErrExist.
	Replace bool

	// Progress is told now and then how many of about how many bytes are
	// written, from one goroutine. Default none.
	Progress func(done, total int64)
}

// A Backup is a copy of a store.
type Backup struct {
	Path   string
	Papers int
	Seq    int64 // the number of the last change in it
	Bytes  int64
}

// backupPause is how long progress stays as it is.
const backupPause = 100 * time.Millisecond

// Backup writes a copy of the store, as it is at one moment, to a file, which
// Open opens as a store of its own. It holds everything that is durable, votes
// given here and vectors of a next model included, and nothing that was deleted.
// The store is only read, and may be written meanwhile, here and by the process
// that has it open for writing.
//
// The file appears whole, verified and on the disk, or not at all: until then its
// bytes are in a temporary file beside it, FILE.*.tmp, which only a process that
// is killed leaves. Errors: fs.ErrExist for a file that is there, ErrPlace for
// a place that cannot be, ErrFull, ErrLocked for a store in use that would be
// replaced, ErrDamaged when the store, or the copy, is; the context's.
func (s *Store) Backup(ctx context.Context, file string, o BackupOptions) (Backup, error) {
	doing := "back up " + s.path + " to"
	if s.closed.Load() {
		return Backup{}, fmt.Errorf("cannot %s %s: %w", doing, file, ErrClosed)
	}
	t, err := s.backupTarget(file, o.Replace)
	defer t.release()
	if err != nil {
		return Backup{}, fmt.Errorf("cannot %s %s: %w", doing, file, err)
	}
	b, err := s.writeBackup(ctx, t, o.Progress)
	switch {
	case err != nil && ctx.Err() != nil:
		return Backup{}, ctx.Err()
	case errors.Is(err, syscall.ENOSPC):
		return Backup{}, fmt.Errorf("cannot %s %s: %w (%w); free some space, or give a file on another disk", doing, file, ErrFull, err)
	case err != nil:
		return Backup{}, explain(doing, file, err)
	}
	return b, nil
}

// writeBackup writes the copy beside its place, verifies it and puts it there.
func (s *Store) writeBackup(ctx context.Context, t *target, progress func(done, total int64)) (b Backup, err error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return b, err
	}
	var before int64
	if err := s.read.QueryRowContext(ctx, "SELECT seq FROM store").Scan(&before); err != nil {
		return b, err
	}
	total, err := liveBytes(ctx, s.read)
	if err != nil {
		return b, err
	}
	if err := Room(filepath.Dir(t.path), total); err != nil {
		return b, err
	}
	temp, err := os.CreateTemp(filepath.Dir(t.path), filepath.Base(t.path)+".*.tmp")
	if err != nil {
		return b, err
	}
	defer func() {
		if err != nil { // SQLite may have left its journal, too
			os.Remove(temp.Name())
			os.Remove(temp.Name() + "-journal")
		}
	}()
	if err := errors.Join(temp.Close(), os.Chmod(temp.Name(), info.Mode().Perm())); err != nil {
		return b, err
	}
	stop := watchSize(temp.Name(), total, progress)
	err = s.vacuumInto(ctx, temp.Name())
	stop()
	if err != nil {
		return b, err
	}
	if b, err = verifyBackup(ctx, temp.Name()); err != nil {
		return b, err
	}
	if b.Seq < before {
		return b, fmt.Errorf("%w: the copy ends with change %d, the store had %d before", ErrDamaged, b.Seq, before)
	}
	b.Path = t.path
	return b, t.put(temp.Name())
}

// vacuumInto has SQLite write the content of the store to an empty file. It must
// be a connection that may write, though all it writes to is that file.
func (s *Store) vacuumInto(ctx context.Context, file string) error {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = 0"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", file)
	_, restored := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = 1")
	return errors.Join(err, restored)
}

// watchSize tells progress how a file grows until it is stopped.
func watchSize(file string, total int64, progress func(done, total int64)) (stop func()) {
	if progress == nil {
		return func() {}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(backupPause)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				progress(min(size(file), total), total)
			case <-end:
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

// verifyBackup has SQLite check a whole copy, its indexes included, and returns
// what is in it.
func verifyBackup(ctx context.Context, file string) (b Backup, err error) {
	db, err := connect(file, "mode=ro&immutable=1", 1)
	if err != nil {
		return b, err
	}
	defer db.Close()
	var says string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&says); err != nil {
		return b, err
	}
	if says != "ok" {
		return b, fmt.Errorf("%w: the copy that was written is not sound (%s)", ErrDamaged, says)
	}
	b.Bytes = size(file)
	return b, db.QueryRowContext(ctx, "SELECT seq, (SELECT count(*) FROM papers) FROM store").Scan(&b.Seq, &b.Papers)
}

// liveBytes is what the pages in use take: a copy takes no more.
func liveBytes(ctx context.Context, db *sql.DB) (bytes int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size").Scan(&bytes)
	return bytes, err
}
