package corpus

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestRoom(t *testing.T) {
	dir := t.TempDir()
	if err := Room(dir, 1); err != nil {
		t.Error(err)
	}
	err := Room(dir, 1<<60)
	var room *RoomError
	if !errors.Is(err, ErrFull) || !errors.As(err, &room) || room.Folder != dir || room.Free <= 0 || !strings.Contains(err.Error(), "1152921504606.8 MB are needed in "+dir) {
		t.Errorf("got %v", err)
	}
	if err := Room(filepath.Join(dir, "no"), 1<<60); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
}
