package corpus

import (
	"testing"
	"time"
)

func date(t testing.TB, s string) Date {
	t.Helper()
	if s == "" {
		return Date{}
	}
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDate(t *testing.T) {
	f := func(in string, p Precision, start, end, out string) {
		t.Helper()
		d := date(t, in)
		if d.Precision() != p || d.Start().Format(time.RFC3339Nano) != start || d.End().Format(time.RFC3339Nano) != end || d.String() != out {
			t.Errorf("%s: got %d %s %s %s", in, d.Precision(), d.Start().Format(time.RFC3339Nano), d.End().Format(time.RFC3339Nano), d)
		}
		if d != date(t, out) {
			t.Errorf("%s and %s are not ==", in, out)
		}
	}
	f("2024", YearOnly, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "2024")
	f("2024-02", MonthOnly, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", "2024-02")
	f("2024-02-29", DayOnly, "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", "2024-02-29")
	f("2007-02-27T16:02:02-05:00", Instant, "2007-02-27T21:02:02Z", "2007-02-27T21:02:02.000000001Z", "2007-02-27T21:02:02Z")
	f("2025-09-08T02:44:20.973Z", Instant, "2025-09-08T02:44:20.973Z", "2025-09-08T02:44:20.973000001Z", "2025-09-08T02:44:20.973Z")
	f("0001", YearOnly, "0001-01-01T00:00:00Z", "0002-01-01T00:00:00Z", "0001")
	for _, bad := range []string{"", "24", "0000", "2024-13", "2023-02-29", "2024-2", "2024-02-29T10:00:00", "Dec 21, 2023", "9999-12-31T23:00:00-05:00", "2024\x00"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
}

func TestDateMiddle(t *testing.T) {
	f := func(in, middle string) {
		t.Helper()
		if got := date(t, in).Middle().Format(time.RFC3339Nano); got != middle {
			t.Errorf("middle of %s: got %s, need %s", in, got, middle)
		}
	}
	f("2023", "2023-07-02T12:00:00Z")
	f("2024", "2024-07-02T00:00:00Z")
	f("2023-04", "2023-04-16T00:00:00Z")
	f("2023-04-05", "2023-04-05T12:00:00Z")
	f("2023-04-05T06:07:08Z", "2023-04-05T06:07:08Z")
}

func TestDateWithin(t *testing.T) {
	f := func(d, from, to string, want bool) {
		t.Helper()
		if got := date(t, d).Within(date(t, from), date(t, to)); got != want {
			t.Errorf("%s within %s to %s: got %t", d, from, to, got)
		}
	}
	f("", "", "", true)
	f("", "2020", "", false)
	f("", "", "2020", false)
	f("2017", "2017-09-25", "2017-09-25", true) // known by year only: its year overlaps
	f("2017", "2018", "", false)
	f("2017", "", "2016-12-31", false)
	f("2017-09-25", "2017", "2017", true)
	f("2017-09-25", "2017-09-25", "", true) // inclusive on both sides
	f("2017-09-25", "", "2017-09-25", true)
	f("2017-09-25", "2017-09-26", "", false)
	f("2017-09-25", "", "2017-09-24", false)
	f("2017-12-31T23:59:59.999Z", "", "2017", true)
	f("2018-01-01T00:00:00Z", "", "2017", false)
	f("2018-01-01T00:00:00Z", "2018-01-01T00:00:00Z", "2018-01-01T00:00:00Z", true)
}

func TestDateCompare(t *testing.T) {
	sorted := []string{"", "2017", "2018-01-01T00:00:00Z", "2018-01-01", "2018-01", "2018", "2018-01-01T00:00:01Z"}
	for i, a := range sorted {
		for j, b := range sorted {
			want := min(max(i-j, -1), 1)
			if got := date(t, a).Compare(date(t, b)); got != want {
				t.Errorf("compare %q with %q: got %d, need %d", a, b, got, want)
			}
		}
	}
}

func TestDateOf(t *testing.T) {
	at := time.Date(2024, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3600))
	for p, want := range map[Precision]string{Unknown: "", YearOnly: "2025", MonthOnly: "2025-01", DayOnly: "2025-01-01", Instant: "2025-01-01T00:30:00Z"} {
		if got := DateOf(at, p); got != date(t, want) {
			t.Errorf("precision %d: got %s, need %s", p, got, want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024", "2024-02", "2024-02-29", "2025-09-08T02:44:20.973Z", "2007-02-27T16:02:02-05:00", "0001", "9999", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		again, err := ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%q is %s, read again %s, %v", s, d, again, err)
		}
		if !d.Start().Before(d.End()) || d.Middle().Before(d.Start()) || !d.Middle().Before(d.End()) {
			t.Fatalf("%q: %s, %s, %s are out of order", s, d.Start(), d.Middle(), d.End())
		}
		if !d.Within(d, d) || d.Compare(d) != 0 {
			t.Fatalf("%q is not within itself", s)
		}
	})
}
