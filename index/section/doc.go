// Package section keeps large arrays in one file that is memory-mapped: named,
// aligned, checksummed sections, so that opening a file does not depend on its
// size and what is not used is never read. FORMAT.md describes the bytes.
//
// To write, Create a file, and for each section call Section and write its bytes
// (Bytes gives those of a slice); Commit makes the file appear under its name,
// whole and durable, or Abort leaves no trace. To read, Open a file, ask for a
// Section, and View it as a slice without copying, or as a Private one that can
// be changed in memory while the file stays as it is.
//
// What is read must be verified first. Open verifies the header and the table of
// sections. The bytes of a section are verified by Section.Check, in blocks of
// 64 KiB, each when it is first asked for: call it for every range before it is
// looked at. Verify reads everything; after it, Check costs one load. All that
// was found wrong is an ErrDamaged.
//
// Never use a View or a Private after the file was closed: the memory is gone, and
// the process with it. Whoever uses them holds the file, by Open or by Acquire, until
// done, then calls Close or Release; the memory goes with the last of them.
//
// A file is never changed once it has its name; a newer one gets a new name (Path,
// Generations, Sweep), because Windows can neither replace nor remove a file that is
// mapped. What cannot be excluded: when somebody cuts a file short, or its disk fails,
// after a block was verified, the operating system ends the process (SIGBUS) where the
// block is next used. Check itself reads through the file and returns an error then.
//
// A File is safe for concurrent use, a Writer is not.
package section
