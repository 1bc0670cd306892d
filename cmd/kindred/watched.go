package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A watcher finds files that are new or have changed. It looks at their sizes and
// times, again and again, and asks for no events: those do not come from a disk that
// another machine writes to, get lost where there are many, and need a watch for
// each folder.
type watcher struct {
	roots []string
	own   func(path string) bool // files that are never looked at

	files map[string]*watchedFile
}

// A watchedFile is what is known of a file.
type watchedFile struct {
	now, before stamp // when it was looked at, the last time and the one before
	done        stamp // when it was dealt with; zero before
	named       bool  // it is a root, not in one
	seen        bool  // by the look that goes on
}

// A stamp is how a file looks from outside.
type stamp struct {
	size int64
	time int64 // of its last change, in nanoseconds
}

// A readyFile is one to be read: it was the same at two looks, so nobody seems to be
// writing it, and is another than when it was dealt with.
type readyFile struct {
	path  string
	stamp stamp
	named bool
}

// look goes through all files and returns those that are ready, by name, and what
// cannot be looked at. A file that is gone is forgotten.
func (w *watcher) look() (ready []readyFile, faults []error) {
	if w.files == nil {
		w.files = map[string]*watchedFile{}
	}
	for _, f := range w.files {
		f.seen = false
	}
	for _, root := range w.roots {
		info, err := os.Stat(root)
		switch {
		case err != nil:
			faults = append(faults, err)
		case info.IsDir():
			faults = append(faults, w.walk(root)...)
		case info.Mode().IsRegular():
			w.see(root, info, true)
		}
	}
	for path, f := range w.files {
		switch {
		case !f.seen && len(faults) == 0: // else it may only be out of reach
			delete(w.files, path)
		case f.seen && f.now == f.before && f.now != f.done:
			ready = append(ready, readyFile{path, f.now, f.named})
		}
	}
	slices.SortFunc(ready, func(a, b readyFile) int { return strings.Compare(a.path, b.path) })
	return ready, faults
}

// partial are the ends of names that files have while they are being downloaded.
var partial = []string{".part", ".partial", ".crdownload", ".download", ".tmp"}

// walk looks at the files below a folder, hidden ones and those that are not whole
// by their names left out.
func (w *watcher) walk(root string) (faults []error) {
	below := root
	if target, err := filepath.EvalSymlinks(root); err == nil {
		below = target
	}
	err := filepath.WalkDir(below, func(path string, d fs.DirEntry, err error) error {
		hidden := path != below && strings.HasPrefix(d.Name(), ".")
		switch {
		case err != nil:
			faults = append(faults, err)
			return nil
		case d.IsDir() && hidden:
			return fs.SkipDir
		case !d.Type().IsRegular() || hidden || slices.Contains(partial, strings.ToLower(filepath.Ext(path))) || w.own(path):
			return nil
		}
		if info, err := d.Info(); err == nil { // else it has just gone
			w.see(path, info, false)
		}
		return nil
	})
	if err != nil {
		faults = append(faults, err)
	}
	return faults
}

// see notes how a file looks.
func (w *watcher) see(path string, info fs.FileInfo, named bool) {
	f := w.files[path]
	if f == nil {
		f = &watchedFile{}
		w.files[path] = f
	}
	if !f.seen { // it may be in two roots
		f.before, f.now = f.now, stamp{info.Size(), info.ModTime().UnixNano()}
		f.seen = true
	}
	f.named = f.named || named
}

// dealtWith says that a file need not be read again until it changes.
func (w *watcher) dealtWith(r readyFile) {
	if f := w.files[r.path]; f != nil {
		f.done = r.stamp
	}
}
