// Package result keeps what the steps of a benchmark measured, a file of JSON each,
// and knows on what processor.
package result

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Write keeps the result of a step in a folder.
func Write(folder, name string, measured any) error {
	told, err := json.MarshalIndent(measured, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path(folder, name), append(told, '\n'), 0o666)
}

// Read reads the result of a step; os.ErrNotExist when it has not run.
func Read(folder, name string, measured any) error {
	told, err := os.ReadFile(path(folder, name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(told, measured); err != nil {
		return fmt.Errorf("cannot read %s: %w; run the step again", path(folder, name), err)
	}
	return nil
}

func path(folder, name string) string { return filepath.Join(folder, "result-"+name) }

// Processor names the machine's, as Linux does.
func Processor() string {
	told, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(told)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor unknown"
}
