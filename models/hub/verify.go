package hub

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
)

// expectation is what the hub announced of one file. Nothing in it is ever
// computed from the download itself.
type expectation struct {
	size   int64    // bytes; -1 if not announced
	sha256 []string // hex; each must hold, so listing and responses must agree
	git    []string // hex; the same for small files, while sha256 is empty
}

func expectationOf(f File) expectation {
	e := expectation{size: f.Size}
	e.addSHA256(f.SHA256)
	e.addGit(f.GitSHA)
	return e
}

func (e *expectation) addSHA256(sum string) {
	if isHex(sum, 64) && !slices.Contains(e.sha256, sum) {
		e.sha256 = append(e.sha256, sum)
		e.git = nil // for a large file, what looks like its object name is that of the pointer to it
	}
}

func (e *expectation) addGit(sum string) {
	if isHex(sum, 40) && len(e.sha256) == 0 && !slices.Contains(e.git, sum) {
		e.git = append(e.git, sum)
	}
}

// learn adds what a response announced. X-Linked-Etag is the SHA-256 of a
// file in large-file storage; without it the hub's own ETag is the git object
// name of the file. Any other entity tag says nothing about the content.
func (e *expectation) learn(a *answer) {
	switch {
	case a.linkedETag != "":
		e.addSHA256(a.linkedETag)
		e.addGit(a.linkedETag)
	case len(e.sha256) == 0:
		e.addSHA256(a.ownETag)
		e.addGit(a.ownETag)
	}
}

func (e *expectation) announced() bool { return len(e.sha256)+len(e.git) > 0 }

// mismatch is the error of content that is not what was announced.
type mismatch string

func (m mismatch) Error() string { return string(m) }

// verify returns a mismatch unless the size bytes of r are what was announced.
func (e *expectation) verify(r io.ReaderAt, size int64) error {
	if e.size >= 0 && size != e.size {
		return mismatch(fmt.Sprintf("it has %d bytes, announced were %d", size, e.size))
	}
	check := func(kind string, h hash.Hash, want []string) error {
		if len(want) == 0 {
			return nil
		}
		if _, err := io.Copy(h, io.NewSectionReader(r, 0, size)); err != nil {
			return err
		}
		got := hex.EncodeToString(h.Sum(nil))
		for _, w := range want {
			if got != w {
				return mismatch(fmt.Sprintf("its %s is %s, announced was %s", kind, got, w))
			}
		}
		return nil
	}
	if err := check("SHA-256", sha256.New(), e.sha256); err != nil {
		return err
	}
	git := sha1.New()
	fmt.Fprintf(git, "blob %d\x00", size)
	return check("git object name", git, e.git)
}
