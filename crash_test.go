package kindred

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// childPath makes a run of this test binary the process that is killed: it
// imports into the store at this path.
const childPath = "KINDRED_TEST_CHILD"

const crashPapers = 6000

// childOf is a run of one test of this binary, in a process that a variable tells
// what it is.
func childOf(test, variable, value string, flags ...string) *exec.Cmd {
	child := exec.Command(os.Args[0], append(flags, "-test.run=^"+test+"$")...)
	child.Env = append(os.Environ(), variable+"="+value)
	return child
}

func crashPaper(i int) corpus.Paper {
	return corpus.Paper{ID: fmt.Sprintf("p%05d", i), Title: fmt.Sprint("planning ", i), Votes: new(i % 50)}
}

// TestImportingChild is the child: it says after each batch how many papers
// were acknowledged.
func TestImportingChild(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		t.Skip("runs only as the child of TestKilledImport")
	}
	e, _ := openSaving(t, path, newBag("one"), Options{Index: kindHNSW}, 1) // it saves, and builds a graph, all the time
	var papers []corpus.Paper
	for i := range crashPapers {
		papers = append(papers, crashPaper(i))
	}
	_, err := e.AddWith(t.Context(), seq(papers...), AddOptions{Progress: func(r Report) { fmt.Println("acknowledged", r.Read) }})
	if err != nil {
		t.Fatal(err)
	}
}

// TestKilledImport kills an import at random moments, and opens the store
// after each: what was acknowledged is there, nothing is there by half, what is
// opened from the checkpoints it saved all the time is as if it was read from the
// store, and the import completes when it is run again.
func TestKilledImport(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "papers.db")
	most := 0   // acknowledged by any run
	opened := 0 // from a checkpoint
	for range 8 {
		child := childOf("TestImportingChild", childPath, path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		batches, acknowledged := r.IntN(crashPapers/importBatch), 0
		lines := bufio.NewScanner(out)
		for range batches {
			if !lines.Scan() {
				break
			}
			fmt.Sscanf(lines.Text(), "acknowledged %d", &acknowledged)
		}
		time.Sleep(time.Duration(r.IntN(5000)) * time.Microsecond)
		if err := child.Process.Kill(); err != nil {
			t.Log(err) // it had come to its end
		}
		for lines.Scan() { // said before it was killed
			fmt.Sscanf(lines.Text(), "acknowledged %d", &acknowledged)
		}
		child.Wait() // it was killed: there is nothing to learn
		most = max(most, acknowledged)
		func() {
			e, said := openSaving(t, path, newBag("one"), Options{Index: kindHNSW}, 1<<30)
			defer e.Close()
			faults, err := e.Check(t.Context(), false)
			if err != nil || len(faults) > 0 {
				t.Errorf("check: %v %v", faults, err)
			}
			if said.has("WARN") || said.has("ERROR") {
				t.Errorf("a checkpoint was left that cannot be used: %s", said)
			}
			if said.has("papers opened") {
				opened++
			}
			have := contents(t, e)
			if len(have) > 0 {
				got := everything(t, e, seed, have, 3)
				closed(t, e)
				if d := differ(got, everything(t, unfiled(t, path, newBag("one")), seed, have, 3)); d != "" {
					t.Errorf("opened from a checkpoint: %s", d)
				}
			}
			if len(have) < most {
				t.Errorf("%d papers are there, %d were acknowledged", len(have), most)
			}
			for i := range have {
				var n int
				fmt.Sscanf(i, "p%d", &n)
				if n >= len(have) || have[i].Title != crashPaper(n).Title {
					t.Errorf("%s is there, of %d papers: %+v", i, len(have), have[i])
				}
			}
		}()
	}
	e := openAt(t, path, newBag("one"))
	var papers []corpus.Paper
	for i := range crashPapers {
		papers = append(papers, crashPaper(i))
	}
	if got := add(t, e, papers...); got.Added+got.Unchanged != crashPapers || got.Unchanged < most {
		t.Errorf("run again: %+v, after %d were acknowledged", got, most)
	}
	if most == 0 || opened == 0 {
		t.Errorf("%d papers were ever acknowledged, %d checkpoints opened: the test shows nothing", most, opened)
	}
}
