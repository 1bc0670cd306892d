package main

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/embed/embedtest"
)

// fakeHub serves small models as the hub does: a listing with sizes and
// hashes, and the files. It knows all-MiniLM-L6-v2 (with files of our own),
// acme/dense, which asks for a module that cannot be run, and acme/gated.
func fakeHub(t *testing.T) string {
	t.Helper()
	tiny := embedtest.Model{Words: []string{"graph", "neural"}, Special: true}
	for id := range 6 {
		row := make([]float32, 384)
		row[id] = 1
		tiny.Vectors = append(tiny.Vectors, row)
	}
	tiny.Files = map[string]string{"1_Pooling/config.json": `{"pooling_mode_mean_tokens":true}`}
	dense := tiny
	dense.Files = map[string]string{"modules.json": `[{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},{"idx":1,"path":"2_Dense","type":"sentence_transformers.models.Dense"}]`}
	repositories := map[string]string{
		"sentence-transformers/all-MiniLM-L6-v2": onnxFolder(t, embedtest.Folder(t, tiny)),
		"acme/tiny":                              embedtest.Folder(t, tiny),
		"acme/dense":                             embedtest.Folder(t, dense),
	}
	mux := http.NewServeMux()
	for name, dir := range repositories {
		mux.HandleFunc("GET /api/models/"+name+"/revision/main", func(w http.ResponseWriter, _ *http.Request) {
			json.NewEncoder(w).Encode(hubListing(t, dir))
		})
		files := http.FileServerFS(os.DirFS(dir))
		mux.Handle("GET /"+name+"/resolve/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rest := strings.TrimPrefix(r.URL.Path, "/"+name+"/resolve/")
			_, file, _ := strings.Cut(rest, "/") // the revision comes first
			r2 := r.Clone(r.Context())
			r2.URL.Path = "/" + file
			files.ServeHTTP(w, r2)
		}))
	}
	mux.HandleFunc("GET /api/models/acme/gated/revision/main", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// onnxFolder moves model.onnx to where most repositories keep it.
func onnxFolder(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, "onnx"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "model.onnx"), filepath.Join(dir, "onnx", "model.onnx")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// hubListing is the hub's answer about a folder: a SHA-256 for what it keeps as
// a large file, the git object name for the rest.
func hubListing(t *testing.T, dir string) any {
	t.Helper()
	type object = map[string]any
	var siblings []object
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		file := object{"rfilename": name, "size": len(data)}
		if strings.HasSuffix(name, ".onnx") {
			sum := sha256.Sum256(data)
			file["lfs"] = object{"sha256": hex.EncodeToString(sum[:]), "size": len(data), "pointerSize": 134}
		} else {
			file["blobId"] = fmt.Sprintf("%x", sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(data), data)))
		}
		siblings = append(siblings, file)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return object{"sha": strings.Repeat("a", 40), "siblings": siblings}
}
