package hub

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// ParseURL reads the address of a model's page, on the hub or a mirror of it:
// https://HOST/OWNER/NAME, optionally followed by /tree/REVISION. It returns
// the endpoint (for Client.Endpoint) and the repository. A mirror that serves
// under a path is named with HF_ENDPOINT instead.
func ParseURL(address string) (endpoint string, r Repository, err error) {
	bad := func(why string) (string, Repository, error) {
		return "", Repository{}, fmt.Errorf("%w: %s %s: give the address of a model's page, such as %s/OWNER/NAME", ErrName, address, why, DefaultEndpoint)
	}
	u, err := url.Parse(address)
	if err != nil {
		return bad("is no address")
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return bad("is no http or https address")
	}
	if u.User != nil {
		return bad("holds a password; set HF_TOKEN instead")
	}
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for i, p := range parts {
		if parts[i], err = url.PathUnescape(p); err != nil {
			return bad("is not escaped as an address must be")
		}
	}
	switch parts[0] {
	case "datasets", "spaces", "api":
		return bad("is no model")
	}
	if i := len(parts) - 2; i >= 1 && parts[i] == "tree" {
		r.Revision = parts[i+1]
		parts = parts[:i]
	}
	if len(parts) > 2 {
		return bad("points into a model")
	}
	r.Name = strings.Join(parts, "/")
	if err := r.check(); err != nil {
		return bad("names no model")
	}
	return u.Scheme + "://" + u.Host, r, nil
}

// check returns ErrName unless the repository and revision can be ones.
func (r Repository) check() error {
	parts := strings.Split(r.Name, "/")
	ok := len(parts) <= 2
	for _, p := range parts {
		ok = ok && plain(p)
	}
	if !ok {
		return fmt.Errorf("%w: %q is no repository: give OWNER/NAME", ErrName, r.Name)
	}
	for _, p := range strings.Split(r.revision(), "/") {
		if !plain(p) {
			return fmt.Errorf("%w: %q is no revision: give a branch, a tag or a commit", ErrName, r.Revision)
		}
	}
	return nil
}

// plain reports whether s can be one part of a repository's name.
func plain(s string) bool {
	if s == "" || len(s) > 200 || s[0] == '.' || strings.Contains(s, "..") {
		return false
	}
	for _, b := range []byte(s) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-', b == '_', b == '.':
		default:
			return false
		}
	}
	return true
}

// checkFile returns ErrName unless name is a clean relative path with slashes
// that stays inside the folder on every system, Windows included.
func checkFile(name string) error {
	if name == "" || name == "." || len(name) > 500 || path.Clean(name) != name || !filepath.IsLocal(filepath.FromSlash(name)) ||
		strings.ContainsAny(name, "\\:*?\"<>|") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) ||
		strings.HasPrefix(name, "/") || strings.HasSuffix(name, partSuffix) {
		return fmt.Errorf("%w: the file name %q leads outside the folder or is not allowed on every system", ErrName, name)
	}
	return nil
}
