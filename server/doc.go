// Package server answers HTTP for a kindred.Engine: parse, bound, ask the
// engine, write JSON. It ranks, stores and embeds nothing itself.
//
// Make a Server with New, then either Serve a listener until the context ends,
// or put Handler behind a server of your own:
//
//	s, err := server.New(engine, server.Options{})
//	l, err := net.Listen("tcp", "127.0.0.1:7700")
//	err = s.Serve(ctx, l) // returns when ctx has ended and requests are done
//
// Close the engine after Serve has returned, never before.
//
// Every request passes, in this order: request id, log and metrics, recover,
// the protections of a local server (Host, cross-origin, key), the bound on
// concurrent work, and its handler. Every answer but those of /metrics is
// JSON, and every error is problem+json (RFC 9457) with a sentence that helps.
// A *gin.Context is used again for other requests, so none may outlive its
// handler: only its request's context.Context is handed on.
//
// A Server is safe for concurrent use.
//
// The files, in the order of a request: serve.go, server.go, requestid.go,
// log.go, recover.go, host.go, origin.go, key.go, limit.go; what is asked:
// path.go, parameters.go (with searchparams.go and body.go); the handlers,
// each named for its route; and the answer: write.go, problem.go (with
// status.go), compress.go.
package server
