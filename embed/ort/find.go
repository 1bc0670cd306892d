package ort

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Find returns the library to load: the one that was named (Options.Path, or
// the environment variable KINDRED_RUNTIME), else the first usable one beside
// the program, in the cache, in the Go module cache, in the system's folders.
//
// A library that was named must be usable: ErrNotFound, ErrUnusable or
// ErrVersion otherwise. In a search, a library of another version or a file
// that cannot be loaded is passed over, and ErrNotFound names it.
func Find(o Options) (Library, error) {
	o = o.withDefaults()
	if o.Path != "" {
		return findNamed(o)
	}
	return search(o)
}

func findNamed(o Options) (Library, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return Library{}, fmt.Errorf("%w: %s: %w", ErrNotFound, o.Path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return Library{}, fmt.Errorf("%w: the path given, %s, cannot be read (%w), needed %s: correct --runtime or %s, or leave it out and run `kindred setup`",
			ErrNotFound, path, cause(err), Needed, Environment)
	}
	if info.IsDir() {
		names := libraryNames(o.host.goos)
		file := firstFile(names, path, filepath.Join(path, "lib"))
		if file == "" {
			return Library{}, fmt.Errorf("%w: the folder given, %s, holds none of %s (nor does its lib folder), needed %s: correct --runtime or %s, or leave it out and run `kindred setup`",
				ErrNotFound, path, strings.Join(names, ", "), Needed, Environment)
		}
		path = file
	}
	version, err := inspect(path, o.host.goos, o.host.goarch)
	if err != nil {
		return Library{}, fmt.Errorf("%w: %s %w, needed version %s for %s: correct --runtime or %s, or leave it out and run `kindred setup`",
			ErrUnusable, path, err, Needed, o.host.platform(), Environment)
	}
	if version != "" && !accepted(version) {
		return Library{}, fmt.Errorf("%w: %s is %s, needed %s: correct --runtime or %s, or leave it out and run `kindred setup`",
			ErrVersion, path, version, Needed, Environment)
	}
	return Library{path, version, SourceExplicit}, nil
}

func search(o Options) (Library, error) {
	var dirs, passed []string
	seen := map[string]bool{}
	for _, p := range places(o) {
		dirs = append(dirs, p.dir)
		for _, name := range p.names {
			path := filepath.Join(p.dir, name)
			if _, err := os.Stat(path); err != nil {
				continue // usually it is not there; anything else is as good as that
			}
			version, err := inspect(path, o.host.goos, o.host.goarch)
			if err == nil && accepted(version) {
				return Library{path, version, p.source}, nil
			}
			if file, e := filepath.EvalSymlinks(path); e == nil && seen[file] {
				continue
			} else if e == nil {
				seen[file] = true
			}
			switch {
			case err != nil:
				passed = append(passed, fmt.Sprintf("%s, which %v", path, err))
			case version == "":
				passed = append(passed, path+", which does not tell its version")
			default:
				passed = append(passed, path+", which is "+version)
			}
		}
	}
	found := "found none"
	if len(passed) > 0 {
		found = "found only " + strings.Join(passed, ", and ")
	}
	return Library{}, fmt.Errorf("%w: looked in %s; %s; needed %s: %s",
		ErrNotFound, strings.Join(dirs, ", "), found, Needed, remedy(o.host.platform()))
}

// firstFile returns the first of names that exists in the first folder that
// holds any, or "".
func firstFile(names []string, dirs ...string) string {
	for _, dir := range dirs {
		for _, name := range names {
			path := filepath.Join(dir, name)
			if info, err := os.Stat(path); err == nil && !info.IsDir() {
				return path
			}
		}
	}
	return ""
}

// cause drops the operation and the path from an error whose sentence names
// the path already.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
