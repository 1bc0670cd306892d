package rank

import (
	"errors"
	"testing"
	"time"
)

func TestParseSpan(t *testing.T) {
	f := func(s string, want time.Duration, text string) {
		t.Helper()
		got, err := ParseSpan(s)
		if err != nil || time.Duration(got) != want || got.String() != text {
			t.Errorf("ParseSpan(%q) = %v, %v; need %v, written %s", s, time.Duration(got), err, want, text)
		}
	}
	f("12h", 12*time.Hour, "12h")
	f("24h", 24*time.Hour, "1d")
	f("30d", 720*time.Hour, "30d")
	f("8w", 8*7*24*time.Hour, "8w")
	f("56d", 8*7*24*time.Hour, "8w")
	f("2y", 2*8766*time.Hour, "2y")
	f("365d", 8760*time.Hour, "365d")
	f("100y", 876_600*time.Hour, "100y")
	f("876600h", 876_600*time.Hour, "100y")
	f("007d", 7*24*time.Hour, "1w")
}

func TestParseSpanRefuses(t *testing.T) {
	f := func(s string) {
		t.Helper()
		if got, err := ParseSpan(s); !errors.Is(err, ErrSpan) {
			t.Errorf("ParseSpan(%q) = %v, %v; need an error", s, got, err)
		}
	}
	for _, s := range []string{"", "d", "30", "0d", "-1d", "+1d", "1.5y", "1e3h", "30 d", " 30d", "30d ", "30D", "30m", "1mo",
		"101y", "876601h", "1h1h", "１d", "1_0d", "99999999999999999999d", "000000000000000000001d"} {
		f(s)
	}
	_, err := ParseSpan("30m")
	const want = `rank: cannot read "30m", need a whole number and h, d, w or y, from 1h to 100y: not a span of time; write for example 30d`
	if err.Error() != want {
		t.Errorf("got %s\nneed %s", err, want)
	}
}

func TestSpanThatIsNoWholeHour(t *testing.T) {
	if got := Span(90 * time.Minute).String(); got != "1h30m0s" {
		t.Errorf("got %s", got)
	}
	if got := Span(0).String(); got != "0s" {
		t.Errorf("got %s", got)
	}
}

func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"12h", "30d", "8w", "2y", "", "y", "0h", "99999999y", "-1d", "1.5d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		span, err := ParseSpan(s)
		if err != nil {
			if !errors.Is(err, ErrSpan) || span != 0 {
				t.Fatalf("got %v and %v", span, err)
			}
			return
		}
		if span < Hour || span > MaxSpan {
			t.Fatalf("%q is %v, out of range", s, span)
		}
		var again Span
		if err := again.UnmarshalText([]byte(span.String())); err != nil || again != span {
			t.Fatalf("%q is written %s and read back as %s, %v", s, span, again, err)
		}
	})
}
