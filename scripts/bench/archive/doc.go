// Command archive measures `kindred index` on the papers of a whole archive, the
// process as its users start it, beside what an import leaves behind.
//
//	go run ./scripts/bench/archive               everything, into build/bench/archive/numbers.md
//	go run ./scripts/bench/archive STEP... -h    flags, which any step takes
//
// The steps, each of which may be run by itself, in this order:
//
//	import   a fresh store of all records, and one of the first -small: speed, processor, memory
//	disk     what the store and the index folder take, and what takes it
//	again    the same import on the same store, -rounds times
//	stops    an import of -records ended ten times on its way: what is done twice, what is lost
//	serve    2,000 searches over HTTP, one after another
//	large    -papers records made of the real ones
//	stages   where the processor's time of an import goes, and docs/import-flame.svg
//	report   numbers.md from the results of the others; it follows every run
//
// disk, again and serve need the store that import leaves; what it measured need not be
// fresh. -all cuts the records of all steps, to try them. disk lists SQLite's tables when
// it is built with -tags sqlite_dbstat, as `make bench-archive` does.
//
// In the folder -out, default build/bench/archive, which git ignores:
//
//	papers.db, .idx          the store of all records
//	first-N-*.jsonl.zst      the first N records of the corpora
//	large-N-*.jsonl.zst      N records made of the real ones
//	import.pprof             the profile that stages makes
//	stops/                   stores, counts and logs of the step stops
//	result-*.json            what the steps measured
//	numbers.md               all of it, as tables
//
// docs/archive.md says how each figure is measured.
package main
