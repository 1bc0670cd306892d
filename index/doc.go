// Package index holds what vector indexes have in common: a Hit, the order of
// hits, and Top, which keeps the best of them.
//
// An index knows papers by slot, a number that the caller gives out: dense, from
// 0, the same in every index, filter and column of one store.
package index
