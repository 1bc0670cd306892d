// Package format reads papers from the files that people have, and writes them.
//
// Read, ReadFile and ReadFiles give the papers of a stream, a file or several,
// one after the other; Walk finds the files of a folder:
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
// What a file holds is told from its first bytes, never from its name: gzip,
// zstd, zip, Parquet or none of them, and within, one of the formats of Formats,
// each in the file of its name: the Daily Papers page saved as text (page.go),
// what its API answers (daily.go), and the page as HTML, which holds that
// (html.go); arXiv's snapshot (arxiv.go), API (atom.go), OAI-PMH (oai.go) and
// daily feed (rss.go); PubMed (pubmed.go), OpenAlex (openalex.go) and Semantic
// Scholar (semanticscholar.go); BibTeX, RIS and CSL-JSON (bibtex.go, ris.go,
// csl.go); and JSON, CSV and Parquet with a table of names for the fields
// (names.go, plain.go). JSON may come as lines, as an array, as one object, or in
// the pages of an API (jsonframes.go, jsonpages.go). Zip and Parquet need a file,
// the others may be streams.
//
// Texts may be in UTF-8 or UTF-16; where a format names no encoding, also in
// Windows-1252; in XML, in what it declares (encoding.go, xml.go). Lines end with
// "\n", "\r\n" or "\r".
//
// A record gets all ids that it has (ids.go), the best as its own: that of arXiv
// without version, else the DOI ("doi:10.1000/x", in lower case), else the number
// of PubMed ("pmid:123"), else that of its catalog ("openalex:W1", "s2:1"), else
// one made from its title; the others are its aliases. It also gets the name of its
// source. A record that comes twice is given twice.
//
// A bad record is an error value between the papers, with file, line, record,
// byte and reason, and reading goes on with the next record. Nothing is
// guessed: a field that cannot be read makes its record bad, a field that is
// not there stays empty. Every paper given is clean and valid in the sense of
// corpus.Paper.
//
// Memory is constant: one record (at most Options.MaxRecord), the window of the
// decompression, where all cores read some hundred records for each of them, and in
// Parquet a page of each column that is read; whatever the size of the file. Entities that XML declares are never expanded, and data that
// unpacks to very much more than its size ends where that shows. Reading waits
// for the reader it was given and for nothing else; to give up, leave the loop.
//
// A Writer writes the formats of Written; what is written is read back the same.
//
// A sequence belongs to one goroutine. JSON and CSV of a file are read on up to eight
// cores behind it (ahead.go), in goroutines that end with the loop. Two sequences share nothing. A Writer
// belongs to one goroutine, too.
package format
