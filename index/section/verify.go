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

// verifyGaps looks at what lies between the sections: zeros.
func (f *File) verifyGaps() error {
	last := uint64(headerSize)
	for _, s := range f.table.sections {
		gap := make([]byte, s.offset-last)
		if _, err := f.file.ReadAt(gap, int64(last)); err != nil {
			return fmt.Errorf("section: cannot read %s before section %q: %w: %w; %s", f.path, s.name, ErrDamaged, err, rebuild)
		}
		for _, b := range gap {
			if b != 0 {
				return fmt.Errorf("section: %s has bytes that are not 0 before section %q: %w; %s", f.path, s.name, ErrDamaged, rebuild)
			}
		}
		last = s.offset + s.length
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
