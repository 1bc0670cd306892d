package format

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"
)

// The scanner, its strings and its fields against encoding/json, the slow twin.
func FuzzScanValue(f *testing.F) {
	for _, s := range []string{
		`{}`, `[]`, `""`, `0`, `-0.5e+10`, `01`, `1.`, `.5`, `-`, `1e`, `tru`, `truex`, `null`, `nul`, `[1,2,]`, `[1 2]`, `[,1]`, `{"a"}`, `{"a":}`,
		`{"a":1,}`, `{"a":1 "b":2}`, `{1:2}`, `{"a":[{"b":"c\"d\\"},null,true,false,1.5e3]}`, `"\u00e9\ud83d\ude00\ud83d\u0041\udc00"`, `"\u12"`, `"\x"`,
		"\"\xff\xc3(\"", "\"\x01\"", "\"a\nb\"", " {\r\n\t\"a\" : 1 } ", `{"a":1}x`, `"abc`, `{"a":"b`, `{"k\u0065y":"v","k":"w","k":"x"}`, `[[[[[[[[]]]]]]]]`, "\"\xed\xa0\x80\"", `"\/\b\f\n\r\t"`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		trimmed := trimSpace(b)
		if bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Infinity")) || bytes.Count(b, []byte("["))+bytes.Count(b, []byte("{")) > maxDepth {
			return // where we differ on purpose
		}
		err := errShort
		if len(trimmed) > 0 {
			err = checkWhole(trimmed)
		}
		if valid := json.Valid(b); valid != (err == nil) {
			t.Fatalf("%q: encoding/json says valid is %t; the scanner: %v", b, valid, err)
		}
		if err != nil || !utf8.Valid(b) {
			return
		}
		var whole any
		_ = json.Unmarshal(b, &whole)
		switch want := whole.(type) {
		case string:
			if got, err := value(trimmed).text(); err != nil || got != want {
				t.Fatalf("%q: got %q, %v; need %q", b, got, err, want)
			}
		case map[string]any:
			got := map[string]any{}
			value(trimmed).fields(func(key []byte, v value) {
				var x any
				if err := json.Unmarshal(v, &x); err != nil {
					t.Fatalf("%q: the field %q is %q: %v", b, key, v, err)
				}
				got[string(key)] = x
			})
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%q: got %v, need %v", b, got, want)
			}
		case []any:
			n := 0
			value(trimmed).elements(func(v value) {
				if !json.Valid(v) {
					t.Fatalf("%q: element %q", b, v)
				}
				n++
			})
			if n != len(want) {
				t.Fatalf("%q: got %d elements, need %d", b, n, len(want))
			}
		}
	})
}

// A value cut at any byte is short, never wrong and never whole.
func TestScanCutShort(t *testing.T) {
	whole := `{"a":[{"b":"c\"d\\\u00e9"},null,true,false,-1.5e3],"x":{}}`
	for n := range len(whole) {
		if end, err := scanValue([]byte(whole[:n]), 0, maxDepth); err != errShort {
			t.Errorf("%q: got end %d and %v", whole[:n], end, err)
		}
	}
}

func TestScanDepth(t *testing.T) {
	f := func(depth int, ok bool) {
		t.Helper()
		deep := append(bytes.Repeat([]byte("["), depth), bytes.Repeat([]byte("]"), depth)...)
		if _, err := scanValue(deep, 0, maxDepth); (err == nil) != ok {
			t.Errorf("depth %d: %v", depth, err)
		}
	}
	f(maxDepth, true)
	f(maxDepth+1, false)
	f(1_000_000, false)
}

func TestScanPythonNumbers(t *testing.T) {
	for _, s := range []string{"NaN", "Infinity", "-Infinity"} {
		v := value(s)
		if err := checkWhole(v); err != nil || !v.absent() {
			t.Errorf("%s: %v, absent %t", s, err, v.absent())
		}
	}
}

func TestCollapse(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := collapse(in); got != want {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f("", "")
	f("   ", "")
	f("a b", "a b")
	f(" a b ", "a b")
	f("a  b", "a b")
	f("a\n  b\tc\r\n", "a b c")
	f("a\u00a0\u2003b é", "a b é")
}
