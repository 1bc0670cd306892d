package ort

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSetupWrongArchive(t *testing.T) {
	_, library := hostWithPin("")
	other := slices.Clone(library)
	other[70] ^= 1
	whole := archive(entry{testMember, tar.TypeReg, library})
	for name, tt := range map[string]struct {
		tgz   []byte
		words []string
	}{
		"other bytes": {archive(entry{testMember, tar.TypeReg, other}), []string{"SHA-256", fmt.Sprintf("%x", sha256.Sum256(other)), fmt.Sprintf("%x", sha256.Sum256(library)), "not installed"}},
		"other size":  {archive(entry{testMember, tar.TypeReg, library[1:]}), []string{fmt.Sprint(len(library) - 1), fmt.Sprint(len(library))}},
		"a link":      {archive(entry{testMember, tar.TypeSymlink, nil}), []string{testMember}},
		"not in it":   {archive(entry{"../../../../" + testMember, tar.TypeReg, library}, entry{"/" + testMember, tar.TypeReg, library}), []string{"holds no " + testMember}},
		"empty":       {nil, []string{"cannot be unpacked"}},
		"a web page":  {[]byte("<html>"), []string{"cannot be unpacked"}},
		"cut short":   {whole[:len(whole)*2/3], []string{"cannot be unpacked"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, root, err := setupWith(t, "copy "+put(t, tt.tgz, t.TempDir(), "x.tgz"), nil)
			wantError(t, err, ErrArchive, append(tt.words, "--runtime")...)
			wantClean(t, root)
		})
	}
}

// The sums are those of the real archive: named by KINDRED_ORT_ARCHIVE, which
// `npm pack onnxruntime-node@1.24.3` makes.
func TestPins(t *testing.T) {
	platforms := []string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64", "windows/arm64"}
	for _, platform := range platforms {
		p, ok := pinOf(platform)
		if !ok || p.size < 1e7 || len(p.sha256) != 64 || !slices.Contains(libraryNames(strings.Split(platform, "/")[0]), p.name) {
			t.Errorf("the pin of %s is %+v", platform, p)
		}
	}
	path := os.Getenv("KINDRED_ORT_ARCHIVE")
	if path == "" {
		t.Skip("KINDRED_ORT_ARCHIVE names no onnxruntime-node-1.24.3.tgz")
	}
	for _, platform := range platforms {
		h := fakeHost(t.TempDir())
		h.goos, h.goarch, _ = strings.Cut(platform, "/")
		p, _ := pinOf(platform)
		target := filepath.Join(t.TempDir(), p.name)
		if err := install(t.Context(), h, path, p, target); err != nil {
			t.Errorf("%s: %v", platform, err)
			continue
		}
		if v, err := inspect(target, h.goos, h.goarch); err != nil || v != Version {
			t.Errorf("%s: the library says version %q, %v; want %s", platform, v, err, Version)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add(archive(entry{"a", tar.TypeReg, []byte("x")}, entry{testMember, tar.TypeReg, []byte("library")}))
	f.Add(archive(entry{testMember, tar.TypeSymlink, nil}))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, tgz []byte) {
		var out bytes.Buffer
		err := extract(t.Context(), bytes.NewReader(tgz), testMember, 7, 1<<20, &out)
		if err == nil && out.Len() != 7 || out.Len() > 7 {
			t.Fatalf("wrote %d bytes of 7 with the error %v", out.Len(), err)
		}
		if err != nil && !errors.Is(err, ErrArchive) {
			t.Fatalf("a bad archive gave %v", err)
		}
	})
}

// An archive that unpacks without end is given up on.
func TestExtractBomb(t *testing.T) {
	const limit = 1 << 20
	wantError(t, extract(t.Context(), bytes.NewReader(archive(entry{"zeros", tar.TypeReg, make([]byte, 2*limit)})), testMember, 7, limit, io.Discard),
		ErrArchive, "more than 1048576 bytes")
}
