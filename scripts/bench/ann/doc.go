// Command ann measures approximate vector search on real vectors: Kindred's
// graph, exact search and the peers of Node and Go, on the same files, in turn,
// one thread each.
//
//	go run ./scripts/bench/ann vectors      make the files below, if they are not there
//	go run ./scripts/bench/ann              everything, into docs/benchmarks.md
//	go run ./scripts/bench/ann -h           flags, which any step takes
//
// The steps, each of which may be run by itself, in this order:
//
//	vectors   the files below
//	curves    recall@10 against QPS, build, memory, file and open of all sides
//	builds    building time of the graph with one thread and two, and of usearch i8
//	exact     exact search among 100,000 papers
//	graph     insertion beside searches, filters, deletion of a half
//	engine    a store of all papers: first answers, recall seen from outside
//	growth    query time from 10,000 to 2,000,000 papers
//	report    docs/benchmarks.md and docs/ann.svg from the results of the others
//	targets   after curves: what peers reach, and Kindred must, into targets.md
//
// The vectors are those of the built-in model. Papers of the corpora are shuffled by
// a seed; the first 2,000 are left out and their titles asked, the others are the base,
// so that any first part of it is a random sample. In the folder -out, default
// build/bench/ann, which git ignores, numbers little-endian, rows one after the other:
//
//	base.f32          [399969][384] float32   614,352,384 bytes   documents, title + ". " + abstract, rounded through float16
//	queries.f32       [2000][384] float32       3,072,000 bytes   titles of the papers left out, as Model.Query gives them
//	truth-N.u32       [2000][100] uint32          800,000 bytes   per query its nearest of the first N rows of base, best first
//	truth-N.dot.f32   [2000][100] float32         800,000 bytes   and their dot products
//	vectors.json      what made them
//	base-2000000.f32  [2000000][384] float32  3,072,000,000 bytes  base, and again with noise: see growth
//	papers.db, .idx   the store of all papers, made by the binary
//	built/            indexes as their libraries save them: those of peers are built once
//	node/, gopeers.bin  the peers, installed and built
//	result-*.json     what the steps measured
//
// Rows of base are the slots, from 0. What is there is used again; delete the folder to
// make all anew. It takes 12 GB of disk, and a run 8 GB of memory.
//
// Needs node 20 or later with npm and a C++ compiler; taskset, where there is one,
// keeps every side on one processor.
package main
