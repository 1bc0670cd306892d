package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
)

// linesAtOnce is how many lines are embedded together at most; fewer when the
// input has not given more yet, so that a person at a terminal gets an answer
// to each line.
const linesAtOnce = 2048

// longestLine is how many bytes of a line are kept. No model reads that far.
const longestLine = 1 << 20

// readLines sends the lines of r, without their ends, until r is read, fails
// or ctx is done; then it closes the channel and sends the failure, or nil. A
// read that waits for a terminal or a pipe ends no sooner than that gives
// something: the caller must watch ctx itself.
func readLines(ctx context.Context, r io.Reader) (<-chan string, <-chan error) {
	lines, failed := make(chan string, linesAtOnce), make(chan error, 1)
	go func() {
		defer close(lines)
		in := bufio.NewReaderSize(r, 1<<16)
		for {
			line, err := readLine(in)
			if err == io.EOF {
				failed <- nil
				return
			}
			if err != nil {
				failed <- err
				return
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				failed <- nil
				return
			}
		}
	}()
	return lines, failed
}

// readLine returns the next line without its end, cut after about longestLine
// bytes. The last line needs no end.
func readLine(in *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) < longestLine {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(line) > 0:
			return string(line), nil
		case err != nil:
			return "", err
		}
		return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
	}
}

// batches groups what is there already, up to linesAtOnce, and waits only for
// the first; it ends with the lines or with ctx.
func batches(ctx context.Context, lines <-chan string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for {
			var batch []string
			select {
			case line, ok := <-lines:
				if !ok {
					return
				}
				batch = append(batch, line)
			case <-ctx.Done():
				return
			}
			for more := true; more && len(batch) < linesAtOnce; {
				select {
				case line, ok := <-lines:
					if more = ok; ok {
						batch = append(batch, line)
					}
				default:
					more = false
				}
			}
			if !yield(batch) {
				return
			}
		}
	}
}
