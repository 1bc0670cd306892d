package corpus

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// kills is how often TestCrash kills an import: go test -run TestCrash -kills 50.
var kills = flag.Int("kills", 8, "how often an import is killed")

const (
	crashBatches = 60
	crashBatch   = 50
)

// crashRecords are the records of one batch: 20 papers of arXiv, 20 with a DOI,
// and 10 records that each make one of two that the batch before brought.
func crashRecords(batch int) []Paper {
	var records []Paper
	paper := func(source string, batch, i int, ids ...string) {
		title := fmt.Sprintf("Paper %d.%d", batch, i)
		records = append(records, Paper{Source: source, ID: ids[0], Aliases: ids[1:], Title: title, Abstract: strings.Repeat(title+" "+source+" ", 20)})
	}
	arxiv, doi := func(batch, i int) string { return fmt.Sprintf("%04d.%05d", batch, i) }, func(batch, i int) string { return fmt.Sprintf("doi:10.1000/%d.%d", batch, i) }
	for i := range 20 {
		paper(SourceArxiv, batch, i, arxiv(batch, i))
		paper(SourceOpenAlex, batch, i, doi(batch, i))
	}
	for i := range 10 {
		paper(SourceScholar, batch-1, i, fmt.Sprintf("s2:%d", batch*100+i), arxiv(batch-1, i), doi(batch-1, i))
	}
	return records
}

// crashPapers is how many papers there are after some batches: the last 10
// records of the first find nothing to merge.
func crashPapers(batches int) int {
	if batches == 0 {
		return 0
	}
	return 10 + 40*batches - 10*(batches-1)
}

// importPapers imports all batches into the store at args[0] and prints how many
// are acknowledged after each.
func importPapers(args []string) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	if err := s.SetModel(ctx, testModel); err != nil {
		return err
	}
	for i := range crashBatches {
		if _, err := add(s, crashRecords(i+1)...); err != nil {
			return err
		}
		fmt.Println("acknowledged", i+1)
	}
	return s.Close()
}

// TestCrash kills an import at random moments. After each, what was
// acknowledged is there, whole batches only, with two papers become one or not at
// all, and the import goes on from it.
func TestCrash(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "papers.db")
	for i := range *kills {
		if i%4 == 0 { // begin anew: later moments of one import are otherwise all unchanged papers
			for _, end := range []string{"", "-wal", "-shm"} {
				if err := os.Remove(path + end); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
			}
		}
		batches, delay := random.IntN(crashBatches), time.Duration(random.IntN(10_000))*time.Microsecond
		acknowledged := killedImport(t, path, batches, delay)
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		sound(t, s) // no paper without its vector, no id without its paper
		st, err := s.Stats(ctx)
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		for done < crashBatches && crashPapers(done) < st.Papers {
			done++
		}
		if st.Papers != crashPapers(done) || done < acknowledged {
			t.Errorf("kill %d: %d batches acknowledged, %d papers", i, acknowledged, st.Papers)
		}
		for j := range done {
			for _, r := range crashRecords(j + 1) {
				if p, err := s.Paper(ctx, r.ID); err != nil || r.Source == SourceScholar && j > 0 && len(p.Aliases) != 2 {
					t.Fatalf("kill %d: %d batches are there, and of batch %d: %+v, %v", i, done, j+1, p, err)
				}
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := child(t, "import", path).Output(); err != nil || !strings.HasSuffix(string(out), fmt.Sprintf("acknowledged %d\n", crashBatches)) {
		t.Fatalf("run again: %v\n%s", err, out)
	}
	s := openAt(t, path, Options{})
	if st, err := s.Stats(ctx); err != nil || st.Papers != crashPapers(crashBatches) || st.Deleted != 10*(crashBatches-1) {
		t.Errorf("got %+v, %v", st, err)
	}
}

// killedImport runs an import, kills it a delay after it has acknowledged a
// number of batches, and returns how many it had acknowledged when it died. It waits for the process to be gone.
func killedImport(t *testing.T, path string, batches int, delay time.Duration) (acknowledged int) {
	t.Helper()
	c := child(t, "import", path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { time.AfterFunc(delay, func() { c.Process.Kill() }) }
	if batches == 0 {
		kill()
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, count, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(count)
		if word != "acknowledged" || err != nil {
			t.Errorf("the import says %q", lines.Text())
		}
		acknowledged = max(acknowledged, n)
		if batches--; batches == 0 {
			kill()
		}
	}
	if err := c.Wait(); err != nil {
		if _, killed := err.(*exec.ExitError); !killed {
			t.Fatal(err)
		}
	}
	return acknowledged
}
