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
	crashPapers = 3000
	crashBatch  = 50
)

// importPapers imports many(crashPapers) into the store at args[0] in batches
// and prints how many papers are acknowledged after each.
func importPapers(args []string) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	if err := s.SetModel(ctx, testModel); err != nil {
		return err
	}
	papers := many(crashPapers)
	for i := 0; i < len(papers); i += crashBatch {
		if _, err := add(s, papers[i:i+crashBatch]...); err != nil {
			return err
		}
		fmt.Println("acknowledged", i+crashBatch)
	}
	return s.Close()
}

// TestCrash kills an import at random moments. After each, what was
// acknowledged is there, whole batches only, and the import goes on from it.
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
		batches, delay := random.IntN(crashPapers/crashBatch), time.Duration(random.IntN(10_000))*time.Microsecond
		acknowledged := killedImport(t, path, batches, delay)
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		sound(t, s) // no paper without its vector
		st, err := s.Stats(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if st.Papers < acknowledged || st.Papers%crashBatch != 0 || st.Seq != int64(st.Papers) {
			t.Errorf("kill %d: %d acknowledged, %d papers, change %d", i, acknowledged, st.Papers, st.Seq)
		}
		for j, p := range many(st.Papers) {
			if got, err := s.Paper(ctx, p.ID); err != nil || got.Abstract != p.Abstract {
				t.Fatalf("kill %d: paper %d: %+v, %v", i, j, got, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := child(t, "import", path).Output(); err != nil || !strings.HasSuffix(string(out), fmt.Sprintf("acknowledged %d\n", crashPapers)) {
		t.Fatalf("run again: %v\n%s", err, out)
	}
	s := openAt(t, path, Options{})
	if st, err := s.Stats(ctx); err != nil || st.Papers != crashPapers {
		t.Errorf("got %+v, %v", st, err)
	}
}

// killedImport runs an import, kills it a delay after it has acknowledged a
// number of batches, and returns how many papers it had acknowledged when it
// died. It waits for the process to be gone.
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
