// Package staged puts an exact index in front of a graph, so that a vector is
// found as soon as it is added, and the graph may take its time.
//
// Add puts vectors into the front, which is searched exactly: package flat, a few
// microseconds for a thousand of them. Link moves them into the graph, oldest
// first, beside searches and further adds; a search looks at both and misses
// nothing while a vector moves. With no graph everything stays in front: exact
// search is the graph of a small store.
//
// An Index is safe for concurrent use, with one Link at a time; another waits.
package staged
