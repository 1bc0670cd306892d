package corpus

import "fmt"

// A RoomError says that a disk has too little room for what is to be written;
// nothing was. It is ErrFull.
type RoomError struct {
	Folder     string // on the disk
	Need, Free int64  // bytes, about
}

func (e *RoomError) Error() string {
	return fmt.Sprintf("%v: about %.1f MB are needed in %s, and %.1f MB are free there; free some space", ErrFull, float64(e.Need)/1e6, e.Folder, float64(e.Free)/1e6)
}

// Is makes a RoomError an ErrFull.
func (e *RoomError) Is(target error) bool { return target == ErrFull }

// Room returns a *RoomError when the disk of a folder has less room than is
// needed, nil when it has enough or that cannot be known.
func Room(folder string, need int64) error {
	free, err := freeBytes(folder)
	if err != nil || free >= need {
		return nil // if there is not, writing says so
	}
	return &RoomError{folder, need, free}
}
