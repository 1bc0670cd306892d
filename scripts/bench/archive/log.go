package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// An opened is the checkpoint from which a run went on.
type opened struct {
	Papers int `json:"papers"`
	Behind int `json:"changes since"` // changes of the store that it did not have
}

// readLog reads from the engine's log what a run went on from. One that was killed early
// has said nothing.
func (s *stopped) readLog(name string) error {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range bytes.Lines(text) {
		var said struct {
			Level string `json:"level"`
			Msg   string `json:"msg"`
			opened
		}
		if err := json.Unmarshal(line, &said); err != nil {
			if !bytes.HasSuffix(line, []byte("\n")) {
				break // cut off by a kill
			}
			return fmt.Errorf("%s: %w", name, err)
		}
		switch {
		case said.Level == "WARN" || said.Level == "ERROR":
			s.Faults++
		case said.Msg == "papers opened":
			s.From = &said.opened
		case said.Msg == "papers brought into memory":
			s.Read += said.Papers
		}
	}
	return nil
}
