package hub

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
)

// partSuffix marks a file that is not whole yet.
const partSuffix = ".part"

// Progress is called while a file arrives, with the bytes that are there and
// the bytes it will have (-1 if nobody knows), and once more when it is whole.
type Progress func(file string, done, total int64)

// file is what a download needs of a file on the disk.
type file interface {
	io.WriterAt
	io.ReaderAt
	io.Closer
	Truncate(size int64) error
	Sync() error
	Stat() (os.FileInfo, error)
}

func openFile(root *os.Root, name string, flag int) (file, error) {
	return root.OpenFile(name, flag, 0o644)
}

// Fetch brings the named files of a listing into dir, which is made if it is
// not there, each under its own path in the repository. Small files come
// first, so that the model itself appears when the folder is complete. A file
// that is there already with the announced hash is kept. progress may be nil.
//
// Errors: ErrName, ErrNotFound, ErrRefused, ErrTooLarge, ErrOffline,
// ErrServer, ErrCorrupt, ErrDisk, ctx's own. After any of them but ErrCorrupt
// another call continues where this one stopped.
func (c *Client) Fetch(ctx context.Context, l Listing, names []string, dir string, progress Progress) error {
	c = c.withDefaults()
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	if err := l.check(); err != nil {
		return err
	}
	var files []File
	for _, name := range names {
		if err := checkFile(name); err != nil {
			return err
		}
		f, ok := l.find(name)
		if !ok {
			return fmt.Errorf("%w: %s at revision %q has no %s", ErrNotFound, l.Name, l.revision(), name)
		}
		if f.Size > c.MaxFile {
			return c.tooLarge(name, f.Size)
		}
		files = append(files, f)
	}
	slices.SortStableFunc(files, func(a, b File) int { return cmp.Compare(a.Size, b.Size) })

	if err := os.MkdirAll(dir, 0o755); err != nil {
		return notWritten(dir, 0, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return notWritten(dir, 0, err)
	}
	defer root.Close()
	for _, f := range files {
		if err := c.fetchFile(ctx, l.Repository, f, root, progress); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) tooLarge(name string, size int64) error {
	return fmt.Errorf("%w: %s has %d bytes, allowed are %d: choose a smaller model", ErrTooLarge, name, size, c.MaxFile)
}

// fetchFile brings one file.
func (c *Client) fetchFile(ctx context.Context, r Repository, f File, root *os.Root, progress Progress) error {
	disk := filepath.FromSlash(f.Name)
	full := filepath.Join(root.Name(), disk)
	if size, ok := c.present(root, disk, f); ok {
		progress(f.Name, size, size)
		return nil
	}
	if err := root.MkdirAll(filepath.FromSlash(path.Dir(f.Name)), 0o755); err != nil {
		return notWritten(full, f.Size, err)
	}
	out, err := c.open(root, disk+partSuffix, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return notWritten(full, f.Size, err)
	}
	closed, keep := false, true // what has arrived is worth continuing
	defer func() {
		if !closed {
			out.Close() // an error is being returned already
		}
		if !keep {
			root.Remove(disk + partSuffix)
		}
	}()
	d := &download{client: c, repository: r, file: f, expect: expectationOf(f), out: out, path: full, progress: progress}
	if err := d.resume(); err != nil {
		return err
	}
	for {
		if err := c.again(ctx, r.Name+"/"+f.Name, func() (int64, error) { return d.attempt(ctx) }); err != nil {
			return err
		}
		err := d.expect.verify(out, d.done)
		if err == nil {
			break
		}
		if wrong := mismatch(""); !errors.As(err, &wrong) {
			return notWritten(full, 0, err)
		}
		if !d.inherited {
			keep = false
			return fmt.Errorf("%w: %s: %w; it was deleted: run it again, or set HF_ENDPOINT to another mirror", ErrCorrupt, f.Name, err)
		}
		// The bytes that an earlier run left may be to blame.
		c.Log.Info("a download that was continued is damaged and is begun again", "file", f.Name, "because", err)
		if err := d.restart(); err != nil {
			return err
		}
	}
	if !d.expect.announced() {
		c.Log.Warn("the hub announced no hash; only the length could be checked", "file", f.Name)
	}
	if err := out.Sync(); err != nil {
		return notWritten(full, 0, err)
	}
	closed = true // Windows renames no open file
	if err := out.Close(); err != nil {
		return notWritten(full, 0, err)
	}
	if err := root.Rename(disk+partSuffix, disk); err != nil {
		return notWritten(full, 0, err)
	}
	if err := syncDir(root, filepath.Dir(disk)); err != nil {
		return notWritten(full, 0, err)
	}
	progress(f.Name, d.done, d.done)
	return nil
}

// present reports whether the file is there with the announced hash. Without
// one it is fetched again: nothing tells whether it is the same.
func (c *Client) present(root *os.Root, disk string, f File) (size int64, ok bool) {
	e := expectationOf(f)
	if !e.announced() {
		return 0, false
	}
	in, err := root.Open(disk)
	if err != nil {
		return 0, false
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() || f.Size >= 0 && info.Size() != f.Size {
		return 0, false
	}
	return info.Size(), e.verify(in, info.Size()) == nil
}

// syncDir makes a rename survive a power cut. Windows cannot flush a folder,
// and does not need it.
func syncDir(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
