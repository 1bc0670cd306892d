package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options of a store. The zero value works.
type Options struct {
	// ReadOnly opens an existing store for reading, beside a writer or alone;
	// every change is then ErrReadOnly. Default: for reading and writing.
	ReadOnly bool

	// Readers is the most reads at a time; more wait. Each may keep 4 MB of
	// pages. Default: twice the cores, at least 4.
	Readers int

	// Log is told what was brought up to date at open. Default: nothing is
	// logged.
	Log *slog.Logger

	// Now is the clock; it is read for the lock file only. Default: time.Now.
	Now func() time.Time
}

// A Store is papers, their vectors and votes in one SQLite file.
type Store struct {
	path      string
	lock      *lock   // nil when opened for reading
	write     *sql.DB // one connection; nil when opened for reading
	read      *sql.DB
	plan      *sql.DB   // one connection that reads for Plan; nil when opened for reading
	byNumbers *sql.Stmt // of read, see Papers

	// writing is held by the one change that is going on.
	writing sync.Mutex
	closed  atomic.Bool
}

// Open opens the store at path, or makes one where there is no file. It brings
// an older schema up to date. Errors: ErrNotStore, ErrDamaged, ErrNewer,
// ErrLocked, ErrReadOnly; for a missing file with Options.ReadOnly,
// fs.ErrNotExist.
func Open(path string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	// SQLite puts its log beside the file that a link points to; so goes the lock.
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if target, err := filepath.EvalSymlinks(path); err == nil {
			path = target
		}
	}
	if o.Readers <= 0 {
		o.Readers = max(4, 2*runtime.NumCPU())
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	found, err := inspect(path)
	if err != nil {
		return nil, err
	}
	if o.ReadOnly && !found {
		return nil, fmt.Errorf("cannot open %s for reading: %w; import papers into it first", path, fs.ErrNotExist)
	}
	s := &Store{path: path}
	if err := s.open(o); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(o Options) (err error) {
	mode := "mode=rw&_query_only=1"
	if o.ReadOnly {
		mode = "mode=ro"
	} else {
		if s.lock, err = takeLock(s.path, o.Now()); err != nil {
			return err
		}
		if err := s.openWriter(o); err != nil {
			return explain("open", s.path, err)
		}
	}
	if s.read, err = connect(s.path, mode+"&_cache_size=-4000", o.Readers); err != nil {
		return explain("open", s.path, err)
	}
	v, err := version(s.read)
	if err != nil && o.ReadOnly && !hasLog(s.path) {
		// SQLite wants to make the file of shared memory even for reading. In
		// a folder that may not be written, and without a log, nobody else
		// can be writing: the file may be read as it is.
		s.read.Close()
		if s.read, err = connect(s.path, "mode=ro&immutable=1&_cache_size=-4000", o.Readers); err == nil {
			v, err = version(s.read)
		}
	}
	if err != nil {
		return explain("open", s.path, err)
	}
	if err := s.admit(v); err != nil {
		return err
	}
	if !o.ReadOnly {
		// A batch has ids from everywhere: with less of the table of ids at hand each
		// of them would be a read of the disk's cache, a third of the time of an import again.
		if s.plan, err = connect(s.path, mode+"&_cache_size=-8000", 1); err != nil {
			return explain("open", s.path, err)
		}
	}
	if s.byNumbers, err = s.read.Prepare(selectByNumbers); err != nil {
		return explain("open", s.path, err)
	}
	return nil
}

// openWriter sets the file up, or brings it up to date.
func (s *Store) openWriter(o Options) (err error) {
	// Full sync: a transaction is on the disk when Commit returns.
	if s.write, err = connect(s.path, "mode=rwc&_txlock=immediate&_foreign_keys=1&_synchronous=FULL&_cache_size=-8000", 1); err != nil {
		return err
	}
	// The page size first: it cannot be changed once there is a page. The log
	// is cut back to 64 MB after a checkpoint, whatever a large transaction made of it.
	if _, err = s.write.Exec(fmt.Sprintf("PRAGMA page_size = %d; PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000", pageSize)); err != nil {
		return err
	}
	v, err := version(s.write)
	if err != nil || v > len(migrations) {
		return err // a newer one is refused by admit
	}
	if err := migrate(context.Background(), s.write, migrations); err != nil {
		return err
	}
	if v > 0 && v < len(migrations) {
		o.Log.Info("store brought up to date", "path", s.path, "from", v, "to", len(migrations))
	}
	return nil
}

// admit refuses a schema that this release does not know, or may not change.
func (s *Store) admit(v int) error {
	switch {
	case v > len(migrations):
		return fmt.Errorf("cannot open %s: %w: its schema has version %d, this release knows up to %d; install the newer release", s.path, ErrNewer, v, len(migrations))
	case v < len(migrations):
		return fmt.Errorf("cannot open %s for reading: its schema has version %d, this release needs %d; open it once for writing, which brings it up to date", s.path, v, len(migrations))
	}
	return nil
}

func connect(path, settings string, connections int) (*sql.DB, error) {
	name := filepath.ToSlash(path)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // a drive of Windows
	}
	file := url.URL{Path: name} // the path may hold '?', '#' and '%'
	// 10 s: a checkpoint or a writer's commit may hold the file for a moment.
	db, err := sql.Open("sqlite3", "file://"+file.EscapedPath()+"?_busy_timeout=10000&_stmt_cache_size=16&"+settings)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// Path is where the store lies.
func (s *Store) Path() string { return s.path }

// Announce tells others that find the store locked where this process answers
// HTTP, as http://127.0.0.1:7700. It does nothing for one opened for reading.
func (s *Store) Announce(address string) error {
	if s.lock == nil {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.lock.holder.Address = address
	return s.lock.write()
}

// Close ends what the store has open; a change that is going on is waited for.
// Closing twice does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	var errs []error
	for _, db := range []*sql.DB{s.read, s.plan, s.write} { // the writer last: it moves the log into the file
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}
