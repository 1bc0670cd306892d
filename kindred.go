// Package kindred is a local semantic search engine over paper abstracts.
//
// The engine itself (Open, Add, Search, Related) arrives on top of package
// embed, which turns text into unit vectors; see ARCHITECTURE.md.
package kindred

// Version is the release this source tree belongs to; "-dev" until it is tagged.
const Version = "0.1.0-dev"
