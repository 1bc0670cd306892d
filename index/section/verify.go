package section

import (
	"context"
	"fmt"
	"time"
)

// Verify reads all of the file that was not verified before, and returns the first
// damage, which wraps ErrDamaged, or the error of ctx. The caller holds the file.
func (f *File) Verify(ctx context.Context) error { return f.verify(ctx, 0) }

// VerifyGently is Verify for the background: it works a quarter of the time.
func (f *File) VerifyGently(ctx context.Context) error { return f.verify(ctx, 3) }

// stride is how many blocks are verified between two rests, 1 MiB.
const stride = 16

func (f *File) verify(ctx context.Context, rest int) error {
	for _, s := range f.Sections() {
		for block := 0; block < len(s.entry.sums); {
			begun := time.Now()
			for last := min(block+stride, len(s.entry.sums)); block < last; block++ {
				if err := s.Check(block*blockSize, 1); err != nil {
					return err
				}
			}
			if err := sleep(ctx, time.Duration(rest)*time.Since(begun)); err != nil {
				return fmt.Errorf("section: verifying %s was stopped: %w", f.path, err)
			}
		}
	}
	return f.verifyGaps()
}

// verifyGaps looks at what lies between the sections, and behind the last: zeros.
func (f *File) verifyGaps() error {
	last := uint64(headerSize)
	for _, s := range f.table.sections {
		if err := f.verifyGap(last, s.offset); err != nil {
			return err
		}
		last = s.offset + s.length
	}
	return f.verifyGap(last, align(last, lineSize))
}

func (f *File) verifyGap(first, end uint64) error {
	gap := make([]byte, end-first)
	if _, err := f.file.ReadAt(gap, int64(first)); err != nil {
		return fmt.Errorf("section: cannot read %d bytes at %d of %s: %w: %w; %s", len(gap), first, f.path, ErrDamaged, err, rebuild)
	}
	for i, b := range gap {
		if b != 0 {
			return fmt.Errorf("section: byte %d of %s, between sections, is %d, need 0: %w; %s", first+uint64(i), f.path, b, ErrDamaged, rebuild)
		}
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d > 0 {
		select {
		case <-ctx.Done():
		case <-time.After(d):
		}
	}
	return ctx.Err()
}
