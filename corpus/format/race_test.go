//go:build race

package format_test

// underRace is true where the race detector makes every byte cost ten times as much.
const underRace = true
