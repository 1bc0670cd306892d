// Package column keeps what is known of many things in columns: the first of them
// in a mapped file that costs nothing to open, the rest behind it in memory. It
// knows nothing of papers; a position is a number that counts from 0 in the order
// in which things were appended, and everything is append-only.
//
//   - Values holds a number for each position.
//   - Texts holds a text for each.
//   - Keys are Texts that are found again, Numbers are Values that are.
//   - Dict knows, for each of some texts, which members have it.
//
// The zero value of each is empty and ready. To keep one in a file, Save it into a
// section.Writer; to go on from there, make a Source of the file and Open it. FORMAT.md
// describes the bytes.
//
// Each is for one writer or many readers at a time. A Cut, which costs nothing, is
// for any number of readers beside the writer, for ever: it is what there was when
// it was made. A Cut finds nothing by key, and must not be appended to.
//
// Bytes of a file are verified when they are first looked at. What is damaged reads
// as 0, "" or not there, and the Source remembers why: ask its Err before what was
// computed is used. Nothing here panics or loops for ever on what a file says. A text
// from a file is a part of its memory, gone when the file is closed: clone what must
// outlive it.
package column
