package ort

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
)

// extract copies one member of a gzip-compressed tar archive to w. No name in
// the archive is ever used as a path: the member is found by its exact name,
// and the caller decides where it goes. It must be a regular file of exactly
// size bytes. Not more than limit bytes are unpacked.
func extract(ctx context.Context, archive io.Reader, member string, size, limit int64, w io.Writer) error {
	z, err := gzip.NewReader(archive)
	if err != nil {
		return damaged(err)
	}
	defer z.Close()
	bounded := &io.LimitedReader{R: contextReader{ctx, z}, N: limit}
	t := tar.NewReader(bounded)
	for {
		header, err := t.Next()
		switch {
		case bounded.N <= 0:
			return fmt.Errorf("%w: it unpacks to more than %d bytes", ErrArchive, limit)
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it holds no %s", ErrArchive, member)
		case err != nil:
			return damaged(err)
		}
		if header.Name != member {
			continue
		}
		if header.Typeflag != tar.TypeReg || header.Size != size {
			return fmt.Errorf("%w: %s in it has %d bytes (type %q), needed a file of %d", ErrArchive, member, header.Size, header.Typeflag, size)
		}
		// Told apart from a failed write by its type: the reader's errors
		// are wrapped here, the writer's are not.
		_, err = io.CopyN(w, readErrors{t}, size)
		return err
	}
}

func damaged(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%w: it cannot be unpacked (%w)", ErrArchive, err)
}

// readErrors marks the errors of reading as those of a damaged archive.
type readErrors struct{ r io.Reader }

func (e readErrors) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

// contextReader stops reading when the context is done.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
