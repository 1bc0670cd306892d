package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// number is what the files of vectors hold.
type number interface{ float32 | uint32 }

// writeNumbers writes numbers to a file, which appears whole or not at all.
func writeNumbers[T number](name string, numbers []T) (err error) {
	f, err := os.Create(name + ".tmp")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	const step = 1 << 20
	for from := 0; from < len(numbers); from += step {
		if err := binary.Write(f, binary.LittleEndian, numbers[from:min(from+step, len(numbers))]); err != nil {
			return fmt.Errorf("cannot write %s: %w", name, err)
		}
	}
	return os.Rename(name+".tmp", name)
}

// readNumbers reads the first n numbers of a file.
func readNumbers[T number](name string, n int) (numbers []T, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	numbers = make([]T, n)
	return numbers, nextNumbers(f, numbers)
}

// nextNumbers reads the numbers that come next in a file.
func nextNumbers[T number](f *os.File, numbers []T) error {
	const step = 1 << 20
	for from := 0; from < len(numbers); from += step {
		if err := binary.Read(f, binary.LittleEndian, numbers[from:min(from+step, len(numbers))]); err != nil {
			return fmt.Errorf("cannot read %s: got %d numbers, need %d: %w; delete it to make it anew", f.Name(), from, len(numbers), err)
		}
	}
	return nil
}
