package text

import (
	"strings"
	"testing"
)

var bertVariants = []Bert{
	{},
	{CleanText: true, PadChinese: true, StripAccents: true, LowercaseText: true},
	{CleanText: true, PadChinese: true},
	{CleanText: true, PadChinese: true, LowercaseText: true},
	{StripAccents: true},
	{PadChinese: true, StripAccents: true, LowercaseText: true},
}

func TestBert(t *testing.T) {
	uncased := bertVariants[1]
	f := func(b Bert, in, want string) {
		t.Helper()
		if got := b.Normalize(in); got != want {
			t.Errorf("%+v %q: got %q, want %q", b, in, got, want)
		}
	}
	f(uncased, "Schrödinger's Équation", "schrodinger's equation")
	f(uncased, "a\u00a0b\u2009c\u3000d\te\r\n", "a b c d e  ")
	f(uncased, "\ufeffa\u200bb\u00adc\x00d\x7f\ue000\U000f0000", "abcd")
	f(uncased, "中文a", " 中  文 a")
	f(uncased, "İıK Å Σς", "iık a σς")
	f(uncased, "한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8")
	f(uncased, "ﬁ ½ ①", "ﬁ ½ ①") // compatibility forms stay
	f(uncased, "a\xffb\xc3", "ab")
	f(Bert{}, "a\xffb\xc3", "a\uFFFDb\uFFFD")
	f(Bert{LowercaseText: true}, "ÉİẞꟋ", "éi\u0307ßɤ")
	f(Bert{StripAccents: true}, "Ǘ 각 \u0344", "U \u1100\u1161\u11a8 ")
	f(Bert{CleanText: true}, "é\u0301\u00a0x", "é\u0301 x")
}

func TestBertAppendsAndDoesNotAllocate(t *testing.T) {
	b := bertVariants[1]
	in := "Schrödinger et Poincaré, 中文 \u00a0 한국 plain ASCII Text"
	dst := make([]byte, 0, 1000)
	dst = b.Append(append(dst, "kept "...), in)
	if want := "kept " + b.Normalize(in); string(dst) != want {
		t.Errorf("got %q, want %q", dst, want)
	}
	if n := testing.AllocsPerRun(100, func() { dst = b.Append(dst[:0], in) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func FuzzBertAgainstItsSteps(f *testing.F) {
	for _, s := range []string{
		"Schrödinger \u00a0", "中\u0301文", "a\u302e\u302ab\u0316", "\U0001D15E\U0001D16D\U0001D165", "\u1fef\u0340\u0344", "İ\u0307\u0323",
		"\xff\xed\xa0\x80", "한\u302f\u0301", "\u1b44\u0301\u3099", "\U00011935\U00011930", strings.Repeat("\u0301\u302e", 40),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, b := range bertVariants {
			if got, want := b.Normalize(s), b.stepwise(s); got != want {
				t.Errorf("%+v %q: got %q, want %q", b, s, got, want)
			}
		}
	})
}
