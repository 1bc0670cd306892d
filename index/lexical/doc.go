// Package lexical finds papers by their words: BM25F over title, abstract,
// authors and categories, with an answer in about a millisecond.
//
// Make an Index with New, or Open what another one has saved. Add documents
// under the caller's slots; what Add returned, the next Prepare sees. Parse a
// question, or take it as Plain text, Prepare it once, and ask the Search that
// comes back for the Top papers, for the Score of papers that were found
// elsewhere, for the Most that any paper could score, for those Passing the
// query's operators, and for an explanation. All answers of one Search are of one state
// of the index, and agree with each other to the last bit.
//
// An Index is safe for concurrent use. Searches never wait, not for each other
// and not for changes: they read the state that was published when they were
// prepared. Changes wait for each other; each becomes visible as a whole. A
// Search is for one goroutine at a time. Among many papers it has others help where a
// core is idle; what it finds does not depend on that.
//
// The index is a few immutable segments and the sets of what was deleted from
// them. Add makes a small segment; small ones are merged into larger ones in the
// background. Save merges them into one and writes it as sections, FORMAT.md says how;
// Open reads sections in place, so they may be memory-mapped, and must stay as they are
// while the Index or any Search of it is in use. A damaged section is an error
// that wraps ErrDamaged, when it is opened or when the search meets the damage; it is never a
// crash and never a loop. That the bytes are those that were written is for
// the caller's checksums to say.
//
// Blocks of postings that cannot matter are skipped, by bounds on their score
// that hold whatever is added later. The tests compare this with scoring everything.
package lexical
