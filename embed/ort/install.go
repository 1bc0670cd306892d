package ort

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// maxUnpacked bounds what is unpacked of the archive in search of the library,
// in bytes. The real one unpacks to 220 MB.
const maxUnpacked = 1 << 29

// install extracts the pinned library from the archive and gives it its final
// name once it is whole, verified and on the disk.
func install(ctx context.Context, h *host, archive string, want pin, target string) (err error) {
	in, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("%w: the archive npm brought cannot be read: %w; run `kindred setup` again", ErrInstall, err)
	}
	defer in.Close()
	out, err := h.create(target + ".*" + partSuffix)
	if err != nil {
		return notWritten(target, want, err)
	}
	defer func() {
		if err != nil {
			out.Close()
			os.Remove(out.Name())
		}
	}()
	sum := sha256.New()
	if err := extract(ctx, in, want.member, want.size, maxUnpacked, io.MultiWriter(out, sum)); err != nil {
		switch {
		case ctx.Err() != nil:
			return interrupted(context.Cause(ctx))
		case errors.Is(err, ErrArchive):
			return fmt.Errorf("%w: run `kindred setup` again, or %s", err, byHand(h.platform()))
		}
		return notWritten(target, want, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want.sha256 {
		return fmt.Errorf("%w: %s in it has the SHA-256 %s, needed %s, and was not installed: set npm's registry to one that serves the original, or %s",
			ErrArchive, want.member, got, want.sha256, byHand(h.platform()))
	}
	if err := out.Sync(); err != nil {
		return notWritten(target, want, err)
	}
	if err := out.Close(); err != nil {
		return notWritten(target, want, err)
	}
	if err := os.Chmod(out.Name(), 0o644); err != nil { // temporary files are made unreadable to others
		return notWritten(target, want, err)
	}
	if err := os.Rename(out.Name(), target); err != nil {
		return notWritten(target, want, err)
	}
	if err := syncDir(filepath.Dir(target)); err != nil {
		return notWritten(target, want, err)
	}
	return nil
}

func notWritten(target string, want pin, err error) error {
	if diskFull(err) {
		return fmt.Errorf("%w: the disk of %s is full; nothing was left behind: free %d MB and run `kindred setup` again (%w)",
			ErrInstall, filepath.Dir(target), want.size/1e6+1, err)
	}
	return fmt.Errorf("%w: %s could not be written (%w); nothing was left behind: correct that and run `kindred setup` again", ErrInstall, target, cause(err))
}

// verify returns nil if the file at path is the pinned one.
func verify(path string, want pin) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return err
	} else if info.Size() != want.size {
		return fmt.Errorf("it has %d bytes, needed %d", info.Size(), want.size)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want.sha256 {
		return fmt.Errorf("its SHA-256 is %s, needed %s", got, want.sha256)
	}
	return nil
}
