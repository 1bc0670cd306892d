package embed

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"testing/fstest"
)

// The bytes of FORMAT.md, written out by hand.
func TestIdentityBytes(t *testing.T) {
	f := folder{name: "x", fsys: fstest.MapFS{
		"onnx/model.onnx":      {Data: []byte("graph")},
		"onnx/model.onnx_data": {Data: []byte("weights")},
		"onnx/other.onnx":      {Data: []byte("not this model's")},
	}}
	s := Settings{Pooling: PoolingCLS, MaxTokens: 256, Lowercase: true, QueryPrefix: "q: ", file: "onnx/model.onnx"}
	got, err := identify(f, s, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	graph, weights := sha256.Sum256([]byte("graph")), sha256.Sum256([]byte("weights"))
	bytes := "\x20\x00\x00\x00\x00\x00\x00\x00" + string(graph[:]) +
		"\x20\x00\x00\x00\x00\x00\x00\x00" + string(weights[:]) +
		"\x02\x00\x00\x00\x00\x00\x00\x00{}" +
		"\x38\x00\x00\x00\x00\x00\x00\x00pooling cls, output , lowercase true, at most 256 tokens" +
		"\x03\x00\x00\x00\x00\x00\x00\x00q: " +
		"\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x17\x00\x00\x00\x00\x00\x00\x00title + \". \" + abstract"
	want := sha256.Sum256([]byte(bytes))
	if got != hex.EncodeToString(want[:]) {
		t.Errorf("identity is %s, need %x", got, want)
	}
}
