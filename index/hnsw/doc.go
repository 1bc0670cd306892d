// Package hnsw finds the nearest vectors without looking at all of them, in a
// graph: Hierarchical Navigable Small World, by Malkov and Yashunin
// (arXiv 1603.09320, "the paper" in this package). Most of the nearest are found,
// not all; how many is a matter of efSearch.
//
// Make an Index with New, Add vectors of length 1 under the caller's slots, and
// Search. Adding a slot again replaces its vector, Delete takes it out. Exact
// looks at every vector, and gives the answers of package flat.
//
// An Index is safe for concurrent use. Searches take no locks and never wait, not
// for each other and not for changes: they read links that are being rewritten,
// word by word, and every word is a link at every time. Changes wait for each
// other. What is added becomes visible one by one, the last when Add returns.
// Vectors are kept as float16, so that adding one that is not rounded to float16
// rounds it.
//
// Distances are taken between codes of 8 bits, of one scale for the whole index;
// the final order is that of the float16 vectors.
//
// Save writes a graph to a file, Open maps it from there: at once, of any size, to be
// searched and changed in memory. What a search reads from the file was verified
// before it is trusted; damage is an error of that search and all that follow. Close
// the file when no call is left.
package hnsw
