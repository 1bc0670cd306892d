package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// dataPath is the store that a command works on: what --data says, else the
// environment variable KINDRED_DATA, else kindred.db in the user's data folder.
func (g *settings) dataPath() string {
	if g.data != "" {
		return g.data
	}
	if path := os.Getenv("KINDRED_DATA"); path != "" {
		return path
	}
	return defaultData()
}

func defaultData() string { return filepath.Join(dataFolder(), "kindred.db") }

// readable says what to do where there are no papers yet.
func readable(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there are no papers yet: %s does not exist; index some with `kindred index FILE`, or look at the built-in sample with `kindred serve --sample`", path)
	}
	return nil // what else is wrong is said when it is opened
}

// makeHome makes the user's data folder, and no other: a folder that somebody
// named and that is not there is more likely a mistake.
func makeHome(path string) error {
	if path != defaultData() {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of your data: %w; name another file with --data", err)
	}
	return nil
}
