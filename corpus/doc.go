// Package corpus holds papers: what a Paper is, and the store in which papers,
// their vectors and their votes are durable.
package corpus
