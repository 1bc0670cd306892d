// Package polite asks servers that belong to others: one request at a time, with
// a pause between two, again when a fault may pass, never sooner than the server
// says, and within bounds of time, size and redirects.
//
// A Client asks one provider:
//
//	c := polite.Client{Name: "arXiv", Gap: 3 * time.Second}
//	err := c.Get(ctx, polite.Request{URL: url}, func(a polite.Answer) error {
//		return read(a.Body) // polite.Again(err) has it asked once more
//	})
//
// An answer is whole or an error: a connection that breaks within a body is a
// fault that may pass, and nothing of that body is seen. What must stay between
// us and the provider (Request.Secret) goes to the origin that was asked and to
// none that it redirects to, and no error holds an address with its parameters.
//
// A Client belongs to one goroutine: that is what one connection at a time means.
package polite
