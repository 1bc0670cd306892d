package ort

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// Setup returns the library that Find finds; if there is none, it brings one
// with npm and returns that. A library in the cache that is no longer the one
// that was put there is brought again. A library that was named
// (Options.Path, KINDRED_RUNTIME) is never replaced: if it cannot be used,
// that is the error.
//
// Bringing takes about as long as downloading 86 MB. Canceling ctx stops it
// and leaves nothing behind. Of several processes, one brings the library and
// the others wait for it.
//
// Errors: those of Find for a library that was named; ErrUnsupported, ErrNPM,
// ErrArchive, ErrInstall; ctx's own.
func Setup(ctx context.Context, o Options) (Library, error) {
	o = o.withDefaults()
	if o.Path != "" {
		return findNamed(o)
	}
	want, pinned := o.host.pin(o.host.platform())
	lib, err := search(o)
	if err == nil && (!pinned || !o.inCache(lib, want)) {
		return lib, nil
	}
	if err != nil && !pinned {
		return Library{}, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	if o.CacheDir == "" {
		return Library{}, fmt.Errorf("%w: this user has no cache folder: set HOME (on Windows, LocalAppData), or %s", ErrInstall, byHand(o.host.platform()))
	}
	if err == nil && verify(lib.Path, want) == nil {
		return lib, nil
	}
	return bring(ctx, o, want)
}

// inCache reports whether a library is the one that Setup itself puts in place.
func (o Options) inCache(lib Library, want pin) bool {
	return lib.Source == SourceCache && filepath.Base(lib.Path) == want.name
}

// bring puts the pinned library into the cache.
func bring(ctx context.Context, o Options, want pin) (_ Library, err error) {
	dir := o.host.runtimeDir(o.CacheDir)
	target := filepath.Join(dir, want.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Library{}, fmt.Errorf("%w: the folder %s cannot be made (%w): make it writable, or %s", ErrInstall, dir, cause(err), byHand(o.host.platform()))
	}
	unlock, err := lockDir(ctx, dir, o.Log)
	if err != nil {
		return Library{}, interrupted(err)
	}
	defer unlock()

	lib := Library{Path: target, Version: Version, Source: SourceCache}
	switch err := verify(target, want); {
	case err == nil:
		return lib, nil // another process brought it while this one waited
	case !errors.Is(err, os.ErrNotExist):
		o.Log.Warn("the ONNX Runtime library in the cache is damaged and is brought again", "path", target, "reason", err)
	}
	removeLeftovers(dir, o.Log)

	work, err := os.MkdirTemp(dir, workPrefix)
	if err != nil {
		return Library{}, fmt.Errorf("%w: the folder %s cannot be written to (%w): make it writable, or %s", ErrInstall, dir, cause(err), byHand(o.host.platform()))
	}
	defer func() {
		if e := os.RemoveAll(work); e != nil {
			o.Log.Warn("a temporary folder could not be removed", "path", work, "error", e)
		}
	}()
	o.Log.Info("bringing ONNX Runtime with npm, about 86 MB", "package", npmPackage, "to", dir)
	archive, err := npmPack(ctx, o, work)
	if err != nil {
		return Library{}, err
	}
	if err := install(ctx, o.host, archive, want, target); err != nil {
		return Library{}, err
	}
	o.Log.Info("ONNX Runtime is in place", "path", target, "sha256", want.sha256)
	return lib, nil
}

// Names of what is left behind when a set-up is killed.
const (
	workPrefix = "npm-"
	partSuffix = ".part"
)

// removeLeftovers removes what a killed set-up left. The caller holds the
// lock, so nobody is using it.
func removeLeftovers(dir string, log *slog.Logger) {
	for _, pattern := range []string{workPrefix + "*", "*" + partSuffix} {
		old, _ := filepath.Glob(filepath.Join(dir, pattern)) // the only error is a bad pattern
		for _, path := range old {
			if err := os.RemoveAll(path); err != nil {
				log.Warn("what an earlier set-up left could not be removed", "path", path, "error", err)
			}
		}
	}
}

// lockDir waits until no other process is setting up in dir. Where the file
// system cannot lock, it does not wait: two processes then both bring the
// library, and the second replaces the first's by the same bytes.
func lockDir(ctx context.Context, dir string, log *slog.Logger) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "setup.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		log.Debug("set-up runs without a lock", "error", err)
		return func() {}, nil
	}
	const poll = 100 * time.Millisecond // a download takes seconds; waiting a tenth longer is not noticed
	for waiting := false; ; waiting = true {
		held, err := tryLock(f)
		if err != nil {
			log.Debug("set-up runs without a lock", "error", err)
			break
		}
		if held {
			break
		}
		if !waiting {
			log.Info("waiting for another process that is bringing ONNX Runtime", "folder", dir)
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, context.Cause(ctx)
		case <-time.After(poll):
		}
	}
	return func() { f.Close() }, nil // closing releases the lock
}

func interrupted(err error) error {
	return fmt.Errorf("setting up ONNX Runtime was interrupted (%w); nothing was left behind: run `kindred setup` again", err)
}
