package tokenize

import (
	"encoding/json"
	"maps"
	"testing"
)

func TestVocabulary(t *testing.T) {
	f := func(data string, want map[string]int32) {
		t.Helper()
		m := model{Vocab: json.RawMessage(data)}
		got, err := m.vocab()
		if (err == nil) != (want != nil) || err == nil && !maps.Equal(got.table(nil), want) {
			t.Errorf("%s: got %v, %v; want %v", data, got, err, want)
		}
	}
	f(`{"a": 1, "b":2}`, map[string]int32{"a": 1, "b": 2})
	f(` { "\u0120the" : 3 , "a\"b\\": 4,"é":5, "": 6, ":,}": 7}`, map[string]int32{"Ġthe": 3, `a"b\`: 4, "é": 5, "": 6, ":,}": 7})
	f(`{"a": 7, "a": 8}`, map[string]int32{"a": 8})
	f("{\"\xff\": 1}", map[string]int32{"\uFFFD": 1})
	for _, bad := range []string{`{}`, `[]`, `null`, `{"a": -1}`, `{"a": 1.5}`, `{"a": "1"}`, `{"a": {"b": 1}}`, `{"a": 2147483647}`, `{"a": null}`, `{"a": 1e3}`} {
		f(bad, nil)
	}
}

// FuzzVocabulary compares what is read by hand with encoding/json.
func FuzzVocabulary(f *testing.F) {
	f.Add([]byte(`{ "\u0120the" : 3 , "a\"b\\": 4,"é":5, "": 6, ":,}": 7}`))
	f.Add([]byte("{\"\xff\": 1, \"a\": 7, \"a\": 8}"))
	f.Add([]byte(`{"a": {"b": 1}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m := model{Vocab: data}
		got, err := m.vocab()
		if err != nil || !json.Valid(data) {
			return
		}
		var want map[string]int32
		if err := json.Unmarshal(data, &want); err != nil || !maps.Equal(got.table(nil), want) {
			t.Errorf("%s: got %v; encoding/json has %v, %v", data, got, want, err)
		}
		for piece, id := range want {
			if found, ok := got.id(piece); !ok || found != id {
				t.Errorf("%s: %q has the id %d, want %d", data, piece, found, id)
			}
		}
	})
}
