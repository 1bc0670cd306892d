package text

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// aCharsmap replaces "A" by "a", "B" by nothing and "é" by "e". Written out by hand: the root (unit 0) has its children at
// base 0x100; "é" is C3 A9.
func aCharsmap() []byte {
	units := make([]uint32, 0x700)
	link := func(at, label, base, leaf uint32) { units[at] = label | leaf<<8 | (at^base)<<10 }
	link(0, 0, 0x100, 0)
	link(0x100^'A', 'A', 0x200, 1)
	units[0x200] = 1 << 31 // "a"
	link(0x100^'B', 'B', 0x300, 1)
	units[0x300] = 1<<31 | 1 // ""
	link(0x100^0xC3, 0xC3, 0x400, 0)
	link(0x400^0xA9, 0xA9, 0x600, 1)
	units[0x600] = 1<<31 | 2      // "e"
	data := []byte{0, 0x1C, 0, 0} // 0x700 units of 4 bytes
	for _, u := range units {
		data = append(data, byte(u), byte(u>>8), byte(u>>16), byte(u>>24))
	}
	return append(data, "a\x00e\x00"...)
}

func TestCharsmap(t *testing.T) {
	c, err := ParseCharsmap(aCharsmap())
	if err != nil {
		t.Fatal(err)
	}
	f := func(in, want string) {
		t.Helper()
		if got := c.Normalize(in); got != want {
			t.Errorf("%+q: got %+q, want %+q", in, got, want)
		}
	}
	f("", "")
	f("xAyBz", "xayz")
	f("éÉ", "eÉ")
	f("A\u0301", "a")                               // the grapheme has three bytes and begins with what the map has: the accent is swallowed
	f("A\u0301\u0301\u0301", "a\u0301\u0301\u0301") // seven bytes: code point by code point
	f("B\u0301x", "x")
	f("A\xff", "a\uFFFD")
}

func TestBrokenCharsmapsAreRefused(t *testing.T) {
	for _, data := range []string{"\x01", "\xff\xff\xff\x7f", "\x08\x00\x00\x00abcd", "\x00\x00\x00\x00\xff"} {
		if _, err := ParseCharsmap([]byte(data)); !errors.Is(err, ErrDeclaration) {
			t.Errorf("%q: got %v, want ErrDeclaration", data, err)
		}
	}
	if c, err := ParseCharsmap(nil); err != nil || c.Normalize("A\xff") != "A\uFFFD" {
		t.Errorf("no map: %v; want one that replaces nothing", err)
	}
}

func FuzzCharsmap(f *testing.F) {
	f.Add(aCharsmap(), "xAé\u0301B")
	f.Add([]byte("\x04\x00\x00\x00\x00\x00\x00\x80"), "a")
	f.Add([]byte("\x00\x00\x00\x00"), "a")
	f.Fuzz(func(t *testing.T, data []byte, s string) {
		if c, err := ParseCharsmap(data); err == nil {
			c.Normalize(s)
		}
	})
}

func TestParseNormalizer(t *testing.T) {
	f := func(raw, in, want string, wantLowers bool) {
		t.Helper()
		n, lowers, err := ParseNormalizer([]byte(raw), nil)
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if got := n.Normalize(in); got != want || lowers != wantLowers {
			t.Errorf("%s of %q: got %q, lower-cases %v; want %q, %v", raw, in, got, lowers, want, wantLowers)
		}
	}
	f(`null`, " Aé", " Aé", false)
	f(`{"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]}`, "ÀÉ", "ae", true)
	f(`{"type": "BertNormalizer", "clean_text": false, "handle_chinese_chars": false, "strip_accents": null, "lowercase": false}`, "É\t中", "É\t中", false)
	f(`{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}`, "É\t中", "e  中 ", true)
	f(`{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": false, "lowercase": true}`, "É", "é", true)
	f(`{"type": "Strip", "strip_left": true, "strip_right": false}`, "\u3000 a ", "a ", false)
	f(`{"type": "Replace", "pattern": {"String": "a.c"}, "content": "$1"}`, "abc a.c", "abc $1", false)
	f(`{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}`, "a\u3000\u00a0 b", "a b", false)
	f(`{"type": "Prepend", "prepend": "▁"}`, "a", "▁a", false)
	f(`{"type": "Prepend", "prepend": "▁"}`, "", "", false)
	f(`{"type": "Nmt"}`, "a\u200b\x01\u2028b", "a  b", false)
	f(`{"type": "ByteLevel"}`, " é\n", "ĠÃ©Ċ", false)
	f(`{"type": "NFKC"}`, "①", "1", false)
	charsmap := base64.StdEncoding.EncodeToString(aCharsmap())
	f(`{"type": "Precompiled", "precompiled_charsmap": "`+charsmap+`"}`, "ABé", "ae", false)
}

func TestUnknownStepsAreRefusedByName(t *testing.T) {
	f := func(raw string, want error, name string) {
		t.Helper()
		_, _, err := ParseNormalizer([]byte(raw), nil)
		if !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v; want %v naming %q", raw, err, want, name)
		}
	}
	f(`{"type": "Cyrillic"}`, ErrUnknownStep, "Cyrillic")
	f(`{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Append"}]}`, ErrUnknownStep, "Append")
	f(`{"type": "Replace", "pattern": {"Regex": "a(?=b)"}, "content": ""}`, ErrUnknownStep, "(?=b)")
	f(`{"type": "Replace", "pattern": {}, "content": ""}`, ErrDeclaration, "Replace")
	f(`{"type": "Precompiled", "precompiled_charsmap": "AQ=="}`, ErrDeclaration, "Precompiled")
	f(`[]`, ErrDeclaration, "malformed")
}

func TestPatternsMeanWhatTheyMeanInOniguruma(t *testing.T) {
	f := func(pattern, in, want string) {
		t.Helper()
		re, err := CompilePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%q", re.FindAllString(in, -1)); got != want {
			t.Errorf("%s in %q: got %s, want %s", pattern, in, got, want)
		}
	}
	f(`\s+`, "a \u3000\u0085b", `[" \u3000\u0085"]`)
	f(`[^\s\d]+`, "é٣x\u2009y", `["é" "x" "y"]`)
	f(`\w`, "é_-²", `["é" "_" "²"]`)
	f(`\S\W\D`, "a-b", `["a-b"]`)
	f(`^b$`, "a\nb\nc", `["b"]`)
	f(`[]a]\.\n`, "].\n", `["].\n"]`)
	f(`\p{Lu}[^\]\-]`, "Éa", `["Éa"]`)
	for _, pattern := range []string{`a(?!b)`, `(?<!a)b`, `\bword`, `(a)\1`, `a++`, `[a[b]]`, `[a&&b]`, `[[:alpha:]]`, `[\S]`, `(`} {
		if _, err := CompilePattern(pattern); err == nil {
			t.Errorf("%s: got no error", pattern)
		}
	}
}

func FuzzParseNormalizer(f *testing.F) {
	f.Add([]byte(`{"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}]}`), "a  b")
	f.Add([]byte(`{"type": "BertNormalizer", "strip_accents": null}`), "É")
	f.Fuzz(func(t *testing.T, raw []byte, s string) {
		if n, _, err := ParseNormalizer(raw, nil); err == nil {
			n.Normalize(s)
		}
	})
}
