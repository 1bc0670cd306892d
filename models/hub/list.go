package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// File is one file of a repository, as the hub lists it.
type File struct {
	Name   string // path with slashes
	Size   int64  // bytes; -1 if the hub does not say
	SHA256 string // of the content, hex; large files only
	GitSHA string // git object name (SHA-1 of "blob SIZE\x00" and the content), hex; small files only
}

// Listing is what a repository holds at one commit.
type Listing struct {
	Repository        // its Revision is the commit, where the hub says which that is
	Files      []File // in the hub's order
}

// Names returns the names of all files.
func (l Listing) Names() []string {
	names := make([]string, len(l.Files))
	for i, f := range l.Files {
		names[i] = f.Name
	}
	return names
}

func (l Listing) find(name string) (File, bool) {
	for _, f := range l.Files {
		if f.Name == name {
			return f, true
		}
	}
	return File{}, false
}

// List asks the hub for the files of a repository.
//
// Errors: ErrName, ErrNotFound, ErrRefused, ErrOffline, ErrServer, ctx's own.
func (c *Client) List(ctx context.Context, r Repository) (Listing, error) {
	c = c.withDefaults()
	if err := r.check(); err != nil {
		return Listing{}, err
	}
	// With blobs=true each sibling comes with its size and its hash.
	address := c.Endpoint + "/api/models/" + escapeFile(r.Name) + "/revision/" + escape(r.revision()) + "?blobs=true"
	var l Listing
	err := c.again(ctx, r.Name, func() (int64, error) {
		ctx, cancel := context.WithTimeout(ctx, c.Stall)
		defer cancel()
		a, err := c.get(ctx, address, nil)
		if err != nil {
			return 0, err
		}
		defer a.Body.Close()
		if a.StatusCode != http.StatusOK {
			return 0, c.fault(a, r, r.Name)
		}
		l, err = readListing(a.Body, r)
		return 0, err
	})
	return l, err
}

// maxListing bounds the listing of a repository, in bytes.
const maxListing = 32 << 20

// readListing parses the answer of /api/models/NAME/revision/REVISION.
func readListing(body io.Reader, r Repository) (Listing, error) {
	data, err := io.ReadAll(io.LimitReader(body, maxListing+1))
	if err != nil {
		return Listing{}, passing{err: fmt.Errorf("%w: the listing of %s broke off (%w): run it again, or %s", ErrOffline, r.Name, err, byHand)}
	}
	if len(data) > maxListing {
		return Listing{}, fmt.Errorf("%w: the listing of %s is beyond %d bytes: %s", ErrServer, r.Name, maxListing, byHand)
	}
	var answer struct {
		SHA      string `json:"sha"`
		Siblings []struct {
			Name   string `json:"rfilename"`
			Size   *int64 `json:"size"`
			BlobID string `json:"blobId"`
			LFS    *struct {
				SHA256 string `json:"sha256"`
				Size   *int64 `json:"size"`
			} `json:"lfs"`
		} `json:"siblings"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return Listing{}, fmt.Errorf("%w: the listing of %s is not JSON (%w): is HF_ENDPOINT a hub? or %s", ErrServer, r.Name, err, byHand)
	}
	l := Listing{Repository: r}
	if commit := strings.ToLower(answer.SHA); isHex(commit, 40) {
		l.Revision = commit
	}
	for _, s := range answer.Siblings {
		f := File{Name: s.Name, Size: -1}
		if s.Size != nil && *s.Size >= 0 {
			f.Size = *s.Size
		}
		switch {
		case s.LFS != nil: // blobId is then that of the pointer, not of the content
			if s.LFS.Size != nil && *s.LFS.Size >= 0 {
				f.Size = *s.LFS.Size
			}
			if sum := strings.ToLower(s.LFS.SHA256); isHex(sum, 64) {
				f.SHA256 = sum
			}
		case isHex(strings.ToLower(s.BlobID), 40):
			f.GitSHA = strings.ToLower(s.BlobID)
		}
		l.Files = append(l.Files, f)
	}
	if len(l.Files) == 0 {
		return Listing{}, fmt.Errorf("%w: the listing of %s names no file: is HF_ENDPOINT a hub? or %s", ErrServer, r.Name, byHand)
	}
	return l, nil
}

func isHex(s string, length int) bool {
	return len(s) == length && strings.Trim(s, "0123456789abcdef") == ""
}
