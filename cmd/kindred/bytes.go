package main

import "fmt"

// inBytes is a size with the digits that a person can use, in powers of 1000 as
// disks are sold and file managers count.
func inBytes(n int64) string {
	switch x := float64(n); {
	case x >= 999_950_000:
		return fmt.Sprintf("%.1f GB", x/1e9)
	case x >= 999_950:
		return fmt.Sprintf("%.1f MB", x/1e6)
	case x >= 1000:
		return fmt.Sprintf("%.1f kB", x/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}
