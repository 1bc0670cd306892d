// Package corpus holds papers: what a Paper is, and the Store in which papers,
// their vectors and their votes are durable, one SQLite file. FORMAT.md
// describes the file.
//
// To add papers, Clean and Validate each, so that a bad record can be left out,
// ask Plan what storing them would do, embed the texts of the changes that
// need a vector, and Commit the plan:
//
//	s, err := corpus.Open("papers.db", corpus.Options{})
//	err = s.SetModel(ctx, model)
//	changes, err := s.Plan(ctx, papers, corpus.PlanOptions{})
//	for i := range changes { if changes[i].NeedsVector { changes[i].Vector = ... } }
//	outcomes, err := s.Commit(ctx, model.Identity, changes)
//
// A plan of which nothing is new needs no Commit, and no model: see Settled.
//
// What is added are records, of a source each; a paper is what its records make,
// and is found by every id that one of them gave. docs/identity.md has the rules.
//
// When Commit, Vote, Delete, SetCursor, PutNext or UseNext returns without an error, what
// it did is on the disk and survives the process and the machine; with an
// error, none of it was done. What an index keeps in memory is read from a
// Snapshot, whole or from a number of the change sequence on.
//
// A file that is not a store must never be changed. A store has one writer at
// a time, held by a lock that ends with its process; others may open it for
// reading beside it. A Store is safe for concurrent use: changes wait for each
// other, reads wait for nobody.
//
// The driver is github.com/mattn/go-sqlite3; FORMAT.md has the measurement.
package corpus
