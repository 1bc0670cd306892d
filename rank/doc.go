// Package rank turns what is known of a paper that a search found into one score:
// how near its meaning is to the query, how well its words match, how new it is,
// how many votes it has. It is arithmetic alone: no clock, no disk, no model.
//
//	relevance = a*similarity + (1-a)*words
//	score     = relevance * (1 + recency weight * recency + votes weight * popularity)
//
// Similarity, words, recency and popularity are each between 0 and 1, on scales
// that do not depend on the other papers found. Recency and votes multiply: a
// paper that is not relevant scores 0 however popular it is, more votes and a later
// date never lower a score, and with both weights 0 the score is the relevance.
//
// Take the Weights of a Profile, change what the user asked for, make a Ranker
// with New, Score every candidate with the same now, and sort with Compare. The
// Parts that Score returns explain the score; they are the JSON of an answer, and
// the formula over them gives exactly the score.
//
// A Ranker never changes and is safe for concurrent use; so is everything else
// here but PairMean. No result is ever NaN.
package rank
