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
		"tokenizer.json":       {Data: []byte("{}")},
	}}
	s := Settings{Pooling: PoolingCLS, MaxTokens: 256, Lowercase: true, QueryPrefix: "q: ", file: "onnx/model.onnx"}
	g := graph{output: "last_hidden_state", weights: []string{"onnx/model.onnx_data"}}
	got, err := identify(f, s, g)
	if err != nil {
		t.Fatal(err)
	}
	sum := func(s string) string { h := sha256.Sum256([]byte(s)); return string(h[:]) }
	bytes := "\x20\x00\x00\x00\x00\x00\x00\x00" + sum("graph") +
		"\x20\x00\x00\x00\x00\x00\x00\x00" + sum("weights") +
		"\x20\x00\x00\x00\x00\x00\x00\x00" + sum("{}") +
		"\x49\x00\x00\x00\x00\x00\x00\x00pooling cls, output last_hidden_state, lowercase true, at most 256 tokens" +
		"\x03\x00\x00\x00\x00\x00\x00\x00q: " +
		"\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x17\x00\x00\x00\x00\x00\x00\x00title + \". \" + abstract"
	want := sha256.Sum256([]byte(bytes))
	if got != hex.EncodeToString(want[:]) {
		t.Errorf("identity is %s, need %x", got, want)
	}
}
