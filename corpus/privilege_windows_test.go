package corpus

import "testing"

func unprivileged(t *testing.T, folder string) func(task string, args ...string) (string, error) {
	t.Skip("a folder of Windows is not made read-only by its mode")
	return nil
}
