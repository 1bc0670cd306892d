// Package embed turns text into unit vectors with a sentence-embedding model
// in ONNX Runtime, on the CPU.
//
// Call Open (a folder in Hugging Face layout) or OpenFS (the same in an fs.FS,
// such as the built-in model) once; then Query and Documents as often as
// needed, from as many goroutines as wanted; then Close, after which the Model
// must not be used. A text longer than the model takes is cut, never an error.
//
// The files, in the order in which a model is put together and then used:
//
//	folder.go                      which files make a model
//	manifest.go sentence.go        what model.json, the files of
//	config.go                      sentence-transformers and the others declare
//	settings.go                    the strongest of them, made definite
//	wire.go onnx.go graph.go       what the graph takes and gives, and what cannot be run
//	environment.go                 ONNX Runtime itself, once in the process
//	session.go scratch.go          ids in, raw vectors out, and the memory for it
//	probe.go                       a try that the parts fit
//	model.go                       all of it behind Open, Query and Close
//	documents.go batch.go          many texts: on all cores, those of like length together
//	pooling.go unit.go             token vectors to one vector of length 1, anything else refused
//	identity.go                    which vectors may be compared
//
// ONNX Runtime is process-wide: every open Model of one process uses the same
// library, and asking for a second one is an error (ErrOtherRuntime).
package embed
