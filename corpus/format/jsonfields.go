package format

import (
	"slices"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// jsonFields are some fields of an object, read with one look at it. The first
// value that is not what it is meant to be is kept as the error.
type jsonFields struct {
	values map[string]value
	err    error
}

// fieldsOf takes the values of the keys given; of one that is there twice the last.
func fieldsOf(record value, keys ...string) *jsonFields {
	f := &jsonFields{values: make(map[string]value, len(keys))}
	record.fields(func(key []byte, v value) {
		if i := slices.Index(keys, string(key)); i >= 0 {
			f.values[keys[i]] = v
		}
	})
	return f
}

// lowerFieldsOf is fieldsOf where case makes no difference: keys are in lower
// case here, and in the record as they come.
func lowerFieldsOf(record value, keys ...string) *jsonFields {
	f := &jsonFields{values: make(map[string]value, len(keys))}
	record.fields(func(key []byte, v value) {
		if len(key) > maxNameLength {
			return
		}
		if i := slices.Index(keys, strings.ToLower(string(key))); i >= 0 {
			f.values[keys[i]] = v
		}
	})
	return f
}

func (f *jsonFields) fail(key string, err error) {
	if err != nil && f.err == nil {
		f.err = inField(key, err)
	}
}

// line is the first text of the keys that is there and not empty, with its
// white space collapsed.
func (f *jsonFields) line(keys ...string) string {
	for _, key := range keys {
		s, err := f.values[key].text()
		f.fail(key, err)
		if s = collapse(s); s != "" {
			return s
		}
	}
	return ""
}

// firstLine is line where a list of texts stands for its first.
func (f *jsonFields) firstLine(key string) string {
	if f.values[key].kind() != "an array" {
		return f.line(key)
	}
	if texts := f.names(key, ""); len(texts) > 0 {
		return texts[0]
	}
	return ""
}

func (f *jsonFields) count(key string) *int {
	n, err := count(cell{v: f.values[key]})
	f.fail(key, err)
	return n
}

// date is the first date of the keys that is there.
func (f *jsonFields) date(keys ...string) corpus.Date {
	for _, key := range keys {
		d, err := date(cell{v: f.values[key]})
		if f.fail(key, err); !d.IsZero() {
			return d
		}
	}
	return corpus.Date{}
}

// names reads an array of texts, or of objects that hold a name under key.
func (f *jsonFields) names(array, key string) (names []string) {
	f.values[array].elements(func(v value) {
		if v.kind() == "an object" {
			v = v.get(key)
		}
		s, err := v.text()
		f.fail(array, err)
		if s = collapse(s); s != "" {
			names = append(names, s)
		}
	})
	return names
}
