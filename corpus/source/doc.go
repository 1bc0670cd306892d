// Package source brings papers from the APIs that give them: the daily papers of
// Hugging Face, arXiv, OpenAlex, Semantic Scholar and PubMed, each in the file of
// its name with what its provider says and asks for.
//
// A Pull is one run for one question. What it gives goes into the engine, and what
// the engine reports as durable goes back to it:
//
//	p, err := source.New(source.Arxiv, source.Options{Categories: []string{"cs.CL"}, Cursors: engine})
//	report, err := engine.AddWith(ctx, p.Papers(ctx), kindred.AddOptions{
//		Progress: func(r kindred.Report) { p.Durable(ctx, r.Done()) },
//	})
//	err = errors.Join(err, p.Durable(ctx, report.Done()))
//
// A cursor for each source and question says how far that has come. It must never
// be ahead of the store: it is kept behind the papers before it, so that a run that
// was ended in any way goes on in the middle, a page or two before where it was,
// and a paper that comes twice is found unchanged. The next run begins where the
// last one ended, some days earlier, for what a provider adds to days that are over.
// FORMAT.md has the bytes.
//
// Responses become papers by package corpus/format alone; what is read here is what
// stands around them: where the next page is, how many there are, what is wrong.
// A page is taken whole or not at all: one that is cut short or cannot be read is
// asked for again.
//
// A provider's record that a paper is gone is handed to Options.Gone and nothing is
// deleted: votes and a place in somebody's reading must not be lost by a mistake
// elsewhere.
//
// A Pull is run once. Papers belongs to one goroutine; Durable may be called from
// another.
package source
