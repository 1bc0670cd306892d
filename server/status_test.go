package server

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/rank"
)

// sentinels are the errors that an engine's may wrap, with their status.
func sentinels() map[string]struct {
	err    error
	status int
} {
	type s = struct {
		err    error
		status int
	}
	return map[string]s{
		"kindred.ErrParameter":  {kindred.ErrParameter, 400},
		"kindred.ErrModel":      {kindred.ErrModel, 500},
		"kindred.ErrNotReady":   {kindred.ErrNotReady, 503},
		"kindred.ErrRejected":   {kindred.ErrRejected, 400},
		"corpus.ErrNotStore":    {corpus.ErrNotStore, 500},
		"corpus.ErrNewer":       {corpus.ErrNewer, 500},
		"corpus.ErrLocked":      {corpus.ErrLocked, 503},
		"corpus.ErrDamaged":     {corpus.ErrDamaged, 500},
		"corpus.ErrReadOnly":    {corpus.ErrReadOnly, 403},
		"corpus.ErrFull":        {corpus.ErrFull, 507},
		"corpus.ErrPlace":       {corpus.ErrPlace, 400},
		"corpus.ErrOtherModel":  {corpus.ErrOtherModel, 409},
		"corpus.ErrStale":       {corpus.ErrStale, 503},
		"corpus.ErrPending":     {corpus.ErrPending, 409},
		"corpus.ErrInvalid":     {corpus.ErrInvalid, 400},
		"corpus.ErrNotFound":    {corpus.ErrNotFound, 404},
		"corpus.ErrClosed":      {corpus.ErrClosed, 503},
		"embed.ErrOtherRuntime": {embed.ErrOtherRuntime, 500},
		"embed.ErrNoModel":      {embed.ErrNoModel, 500},
		"embed.ErrUnsupported":  {embed.ErrUnsupported, 500},
		"embed.ErrMismatch":     {embed.ErrMismatch, 500},
		"embed.ErrNoTokens":     {embed.ErrNoTokens, 400},
		"embed.ErrTokenize":     {embed.ErrTokenize, 400},
		"embed.ErrBadVector":    {embed.ErrBadVector, 500},
		"embed.ErrClosed":       {embed.ErrClosed, 503},
		"rank.ErrOption":        {rank.ErrOption, 400},
		"rank.ErrProfile":       {rank.ErrProfile, 400},
		"rank.ErrFusion":        {rank.ErrFusion, 400},
		"rank.ErrSpan":          {rank.ErrSpan, 400},
		"flat.ErrDimension":     {flat.ErrDimension, 400},
		"flat.ErrNotUnit":       {flat.ErrNotUnit, 400},
		"flat.ErrFault":         {flat.ErrFault, 500},
	}
}

func TestEverySentinelHasAStatus(t *testing.T) {
	for name, s := range sentinels() {
		e := newFake()
		e.failure = fmt.Errorf("cannot do it: %w; try the remedy", s.err)
		p := wantProblem(t, ask(t, newServer(t, e, Options{}).Handler(), "GET", "/v1/stats", ""), s.status, "the remedy")
		if p.Detail != e.failure.Error() {
			t.Errorf("%s: got %q", name, p.Detail)
		}
	}
}

// A sentinel that is new in one of the packages must come into the list above.
func TestNoSentinelIsForgotten(t *testing.T) {
	known := sentinels()
	for dir, pkg := range map[string]string{"..": "kindred", "../corpus": "corpus", "../embed": "embed", "../rank": "rank", "../index/flat": "flat"} {
		for _, name := range made(t, dir) {
			if _, ok := known[pkg+"."+name]; !ok {
				t.Errorf("%s.%s has no status", pkg, name)
			}
		}
	}
}

// made lists the exported variables of a folder's package that errors.New fills.
func made(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok && len(spec.Values) == 1 && ast.IsExported(spec.Names[0].Name) && isErrorsNew(spec.Values[0]) {
				names = append(names, spec.Names[0].Name)
			}
			return true
		})
	}
	if len(names) == 0 {
		t.Fatalf("no sentinel in %s; the search is broken", dir)
	}
	return names
}

func isErrorsNew(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "New"
}

func TestProblemsOfOtherErrors(t *testing.T) {
	f := func(err error, status int, detail string) {
		t.Helper()
		if p := problemOf(err); p.Status != status || !strings.Contains(p.Detail, detail) || p.Title == "" {
			t.Errorf("%v: got %+v", err, p)
		}
	}
	f(errors.New("odd"), 500, "internal error")
	f(context.Canceled, statusGone, "")
	f(fmt.Errorf("search: %w", context.DeadlineExceeded), 504, "try again")
	f(ofBody(&format.FileError{File: "body", Err: &http.MaxBytesError{Limit: 5}}), 413, "longer than 5 bytes")
	f(ofBody(&format.FileError{File: "body", Err: os.ErrDeadlineExceeded}), 408, "too slowly")
	f(ofBody(&format.FileError{File: "body", Err: format.ErrTruncated}), 400, "applied")
	f(ofBody(&format.FileError{File: "body", Err: errors.New("reset by peer")}), 400, "reset by peer")
	f(ofBody(corpus.ErrFull), 507, "no room")
	f(&kindred.ParameterError{Name: "offset", Got: "999", Need: "offset and limit of at most 1000 together"}, 400, "parameter offset is 999")
}
