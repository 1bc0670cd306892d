package corpus

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// childVariable, when set, makes the test binary do one thing to a store and
// end, so that a test can look at it, or kill it, as another process.
const childVariable = "KINDRED_TEST_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childVariable); task != "" {
		if err := children[task](os.Args[1:]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// children are what a child process can do; what it has to say it prints.
var children = map[string]func(args []string) error{
	"hold":    holdStore,
	"import":  importPapers,
	"write":   openForWriting,
	"read":    openForReading,
	"compact": compactStore,
	"fill":    fillDisk,
	"backup":  backupStore,
}

// child is a command that runs a task in a process of its own.
func child(t *testing.T, task string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Env = append(os.Environ(), childVariable+"="+task)
	c.Stderr = os.Stderr
	return c
}
