package kindred_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/kindred-search/kindred"

// mayImport says which packages of this module each package may import, with
// everything below a name included, unless it ends with "/.": the arrows of
// ARCHITECTURE.md. A folder that is not listed may import none.
var mayImport = map[string][]string{
	"cmd":            {".", "corpus", "embed", "eval", "index", "models", "rank", "server", "text"},
	"server":         {".", "corpus", "embed", "index", "models", "rank"},
	".":              {"corpus", "embed", "index", "models", "rank", "text"},
	"embed":          {"text", "embed/ort", "embed/tokenize"},
	"embed/tokenize": {"text"},
	"index":          {"index"},
	"index/lexical":  {"index", "text"},
	"text":           {"text"},
	"corpus/format":  {"corpus/.", "text"},
	"corpus/source":  {"corpus/.", "corpus/format", "polite"},
	"models/hub":     {"polite"},

	"scripts/bench/ann":     {".", "corpus", "embed", "index", "models", "rank", "scripts/bench/result"},
	"scripts/bench/archive": {".", "corpus", "embed", "index", "models", "scripts/bench/binary", "scripts/bench/result"},
	"scripts/bench/engine":  {"scripts/bench/binary"},
	"scripts/bench/library": {".", "corpus", "rank"},
}

// onlyIn says which folders alone may import an outside package.
var onlyIn = map[string]string{
	"github.com/gin-gonic/gin":          "server",
	"github.com/yalue/onnxruntime_go":   "embed",
	"github.com/sugarme/tokenizer":      "embed",
	"github.com/spf13/cobra":            "cmd",
	"github.com/rogpeppe/go-internal":   "cmd",
	"github.com/schollz/progressbar/v3": "cmd",
	"modernc.org/sqlite":                "corpus",
	"github.com/mattn/go-sqlite3":       "corpus",
	"github.com/coder/hnsw":             "index/coder",
}

func TestImportsPointOneWay(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "build" || d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && name != ".") {
			return fs.SkipDir
		}
		if d.IsDir() && name != "." {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
				return fs.SkipDir // another module
			}
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		files++
		for _, imported := range importsOf(t, name) {
			if fault := forbidden(filepath.ToSlash(name), imported); fault != "" {
				t.Errorf("%s imports %s: %s", name, imported, fault)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Fatalf("looked at %d files; the walk is broken", files)
	}
}

func TestForbiddenImports(t *testing.T) {
	f := func(file, imported string, allowed bool) {
		t.Helper()
		if fault := forbidden(file, imported); (fault == "") != allowed {
			t.Errorf("%s imports %s: got fault %q, need allowed %t", file, imported, fault, allowed)
		}
	}
	f("cmd/kindred/embed.go", module+"/embed", true)
	f("embed/model.go", module+"/embed/ort", true)
	f("embed/model.go", module, false)
	f("embed/model.go", module+"/models", false)
	f("embed/model_test.go", module+"/models", true)
	f("text/bert_test.go", module+"/models", false)
	f("text/bert.go", module+"/embed", false)
	f("server/search.go", module, true)
	f("server/search.go", module+"/cmd/kindred", false)
	f("kindred.go", module+"/server", false)
	f("rank/score.go", module+"/corpus", false)
	f("corpus/source/oai.go", module+"/corpus/format", true)
	f("corpus/format/oai.go", module+"/corpus/source", false)
	f("corpus/source/oai.go", module, false)
	f("eval/run.go", "github.com/gin-gonic/gin", false)
	f("embed/session.go", "github.com/yalue/onnxruntime_go", true)
	f("cmd/kindred/doctor.go", "github.com/yalue/onnxruntime_go", false)
	f("eval/run.go", "fmt", true)
}

// forbidden returns why a file must not import a path, or "".
func forbidden(file, imported string) string {
	dir := path.Dir(file)
	for outside, home := range onlyIn {
		if within(imported, outside) && !within(dir, home) {
			return "only " + home + " may"
		}
	}
	if imported != module && !strings.HasPrefix(imported, module+"/") {
		return ""
	}
	target := strings.TrimPrefix(strings.TrimPrefix(imported, module), "/")
	if target == "" {
		target = "."
	}
	if target == dir {
		return "" // an external test of its own package
	}
	allowed := allowedFor(dir)
	if strings.HasSuffix(file, "_test.go") {
		allowed = append(slices.Clone(allowed), "embed/embedtest")
		if dir == "embed" {
			allowed = append(allowed, "models") // its tests run on the built-in model
		}
		if dir == "." {
			allowed = append(allowed, "eval") // TestQuality measures the sample
		}
	}
	for _, a := range allowed {
		if a == target || a == target+"/." || a != "." && within(target, a) {
			return ""
		}
	}
	return "an arrow that ARCHITECTURE.md does not have; " + dir + " may import " + strings.Join(allowed, ", ")
}

// allowedFor finds the most specific entry of mayImport for a folder.
func allowedFor(dir string) []string {
	for d := dir; ; d = path.Dir(d) {
		if a, ok := mayImport[d]; ok && (d != "." || dir == ".") {
			return a
		}
		if d == "." {
			return nil
		}
	}
}

func within(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

func importsOf(t *testing.T, name string) []string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}
