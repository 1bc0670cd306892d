// Package format reads papers from the files that people have, and writes them.
//
// Read and ReadFile give the papers of a stream or a file, one after the other:
//
//	for paper, err := range format.ReadFile("daily.json.zst", format.Options{}) {
//		var bad *format.RecordError
//		switch {
//		case errors.As(err, &bad): // this record only: report it, go on
//		case err != nil: // *format.FileError: the file ends here
//		default: // paper is clean and valid
//		}
//	}
//
// What a file holds is told from its first bytes, never from its name: gzip or
// zstd or neither, and within, one of the formats of Formats. The formats are
// the Daily Papers page saved as text (page.go), the answers of the daily
// papers API and dumps made of them (daily.go), the arXiv metadata snapshot
// (arxiv.go), and JSON and CSV with a table of names for the fields (plain.go,
// json.go, csv.go). JSON may come as lines, as an array or as one object.
//
// A bad record is an error value between the papers, with file, line, record,
// byte and reason, and reading goes on with the next record. Nothing is
// guessed: a field that cannot be read makes its record bad, a field that is
// not there stays empty. Every paper given is clean and valid in the sense of
// corpus.Paper.
//
// Memory is constant: one record (at most Options.MaxRecord) and the window of
// the decompression, whatever the size of the file. Reading waits for the
// reader it was given and for nothing else; to give up, leave the loop.
//
// A sequence belongs to one goroutine. Two sequences share nothing. A Writer
// belongs to one goroutine, too.
package format
