package section

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	suffix    = ".sec" // of every file
	temporary = ".tmp" // behind suffix and a random number, of one that is being written
)

// Path is the name of a generation of a file: kind.12.sec in the folder. The kind
// must not be empty, nor hold a dot.
func Path(folder, kind string, generation uint64) string {
	return filepath.Join(folder, kind+"."+strconv.FormatUint(generation, 10)+suffix)
}

// Generations returns those of a kind that are in the folder, the newest first;
// none when there is no such folder.
func Generations(folder, kind string) ([]uint64, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("section: cannot look for %s in %s: %w; be allowed to read it", kind, folder, err)
	}
	var found []uint64
	for _, e := range entries {
		if n, temp, ok := parseName(e.Name(), kind); ok && !temp {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	slices.Reverse(found)
	return found, nil
}

// Sweep removes every generation of a kind but one, and what writers that were
// killed have left of any. Nobody else may be writing this kind. It returns what is
// still there, on Windows files that are mapped: the next Sweep removes them.
func Sweep(folder, kind string, keep uint64) (left []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("section: cannot sweep %s: %w; be allowed to read it", folder, err)
	}
	for _, e := range entries {
		if n, temp, ok := parseName(e.Name(), kind); !ok || n == keep && !temp {
			continue
		}
		if name := filepath.Join(folder, e.Name()); os.Remove(name) != nil {
			left = append(left, name)
		}
	}
	return left, nil
}

// parseName reads what Path and Create have written: kind.12.sec, or
// kind.12.sec.0123abcd.tmp of one that is being written.
func parseName(name, kind string) (generation uint64, temp, ok bool) {
	rest, ok := strings.CutPrefix(name, kind+".")
	if !ok {
		return 0, false, false
	}
	number, rest, ok := strings.Cut(rest, suffix)
	generation, err := strconv.ParseUint(number, 10, 64)
	if !ok || err != nil || strconv.FormatUint(generation, 10) != number {
		return 0, false, false
	}
	if rest == "" {
		return generation, false, true
	}
	random, temp := strings.CutSuffix(rest, temporary)
	_, err = strconv.ParseUint(strings.TrimPrefix(random, "."), 16, 32)
	return generation, true, temp && len(random) == len(".01234567") && random[0] == '.' && err == nil
}
