// Package kindred is a local semantic search engine over paper abstracts: it
// takes papers in, keeps them in one durable file, and answers questions with
// the papers nearest in meaning and words, ranked with their date and their votes.
//
// Open an Engine, Add papers, then Search, Related and List as often as
// wanted, from as many goroutines as wanted, and Close:
//
//	e, err := kindred.Open("papers.db", kindred.Options{})
//	report, err := e.Add(ctx, format.ReadFile("daily.json.zst", format.Options{}))
//	res, err := e.Search(ctx, kindred.Query{Text: "how do models plan?", Limit: 10})
//	res, err = e.Related(ctx, kindred.RelatedQuery{Like: []string{"2310.16228"}})
//
// What a change reports as done is on the disk, and searches see it: durable,
// then visible, then acknowledged. Vectors of two models must never be
// compared: a store of another model than the engine's lists and shows its
// papers, and refuses what needs vectors (ErrOtherModel).
//
// An Engine is safe for concurrent use. Every search reads one state of the
// papers from beginning to end and waits for no change; changes wait for each
// other, imports for the import before them.
//
// The files, in the order in which a query uses them: search.go, weights.go,
// ask.go, vector.go, filter.go (with dictionary.go and words.go), candidates.go,
// facets.go, fetch.go; and a paper on its way in: ingest.go, pipeline.go, catchup.go. memory.go says
// what is kept between the two, FORMAT.md how it lies in the index folder.
package kindred

// Version is the release this source tree belongs to; "-dev" until it is tagged.
const Version = "0.1.0-dev"
