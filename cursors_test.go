package kindred

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
)

// Whoever brings papers may keep a cursor from Progress: what it reports as done
// are the first so many that were given, and they are in the store.
func TestCursorBehindAnImport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	e := openAt(t, path, newBag("one"))
	papers := somePapers(t, 1300)
	for _, i := range []int{0, 511, 512, 900} {
		papers[i].Title, papers[i].Abstract = "", "" // is rejected, and counts
	}
	kept := []int{}
	report, err := e.AddWith(t.Context(), seq(papers...), AddOptions{Progress: func(r Report) {
		for i, p := range papers[:r.Read] {
			if _, err := e.Paper(context.Background(), p.ID); (err == nil) != (p.Title != "" || p.Abstract != "") {
				t.Errorf("paper %d of %d that are done: %v", i, r.Read, err)
			}
		}
		kept = append(kept, r.Read)
		if err := e.SetCursor(context.Background(), "owls", strconv.Itoa(r.Read)); err != nil {
			t.Error(err)
		}
	}})
	if err != nil || report.RejectedCount != 4 || fmt.Sprint(kept) != "[512 1024 1300]" {
		t.Errorf("%d rejected, kept at %v, %v", report.RejectedCount, kept, err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, path, newBag("one"))
	if state, err := again.Cursor(t.Context(), "owls"); err != nil || state != "1300" {
		t.Errorf("the cursor is %q, %v", state, err)
	}
	if err := e.SetCursor(t.Context(), "owls", "x"); err == nil {
		t.Error("a closed engine keeps a cursor")
	}
}
