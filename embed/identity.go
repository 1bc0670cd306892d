package embed

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
)

// identify returns the model's identity: the SHA-256, in hexadecimal, over all
// that decides a vector, laid out as FORMAT.md has it. Vectors of two models
// may be compared only if their identities are equal.
func identify(f folder, s Settings, g graph) (string, error) {
	h := sha256.New()
	// Each part is preceded by its length, so that no two lists of parts give
	// the same bytes.
	part := func(b []byte) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	for _, name := range slices.Concat([]string{s.file}, g.weights, []string{tokenizerFile}) {
		sum, err := f.sum(name)
		if err != nil {
			return "", err
		}
		part(sum)
	}
	part(fmt.Appendf(nil, "pooling %s, output %s, lowercase %t, at most %d tokens", s.Pooling, g.output, s.Lowercase, s.MaxTokens))
	part([]byte(s.QueryPrefix))
	part([]byte(s.DocumentPrefix))
	part([]byte(documentTemplate))
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sum returns the SHA-256 of a file's bytes.
func (f folder) sum(name string) ([]byte, error) {
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s of %s: %w", name, f, err)
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return nil, fmt.Errorf("cannot read %s of %s: %w", name, f, err)
	}
	return h.Sum(nil), nil
}
