//go:build !race

package format_test

const underRace = false
