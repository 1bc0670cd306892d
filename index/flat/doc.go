// Package flat is exact vector search: every vector is looked at, so recall is 1
// and there is nothing to build.
//
// Make an Index with New, Add vectors of length 1 under the caller's slots, and
// Search. Adding a slot again replaces its vector, Delete takes it out.
//
// An Index is safe for concurrent use. Searches never wait, not for each other
// and not for Add or Delete: they read the state that was published when they
// began. Changes wait for each other; each becomes visible as a whole. The
// vectors are kept in memory, 5 bytes per dimension; Save writes them to a file as
// float16, Open reads them from there.
//
// Looking at every vector takes three steps that give the answer of one. All rows
// are compared as codes of 4 bits, an eighth of the bytes, with a proof of how far
// such a product may be from the true one (see probe); those that may be among the k
// best, as codes of 8 bits; and those that still may, exactly. Only exact products
// enter the answer.
package flat
