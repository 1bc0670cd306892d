// Package embed turns text into unit vectors with a sentence-embedding model
// in ONNX Runtime, on the CPU.
//
// Call Open (a folder in Hugging Face layout) or OpenFS (the same in an fs.FS,
// such as the built-in model) once; then Query and Documents as often as
// needed, from as many goroutines as wanted; then Close, after which the Model
// must not be used. A text longer than the model takes is cut, never an error.
//
// The way of a text, one file for each step:
//
//	folder.go       which files make a model
//	settings.go     pooling, lengths and prefixes, from the files that declare them
//	graph.go        what the graph takes and gives
//	environment.go  ONNX Runtime itself, once in the process
//	session.go      ids in, raw vectors out
//	batch.go        texts of like length together
//	pooling.go      token vectors to one vector
//	unit.go         the length made 1, anything else refused
//	model.go        all of it behind Query and Documents
//
// ONNX Runtime is process-wide: every open Model of one process uses the same
// library, and asking for a second one is an error (ErrOtherRuntime).
package embed
