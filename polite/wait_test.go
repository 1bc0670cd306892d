package polite

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	f := func(after, date string, want time.Duration) {
		t.Helper()
		h := http.Header{}
		h.Set("Retry-After", after)
		if date != "" {
			h.Set("Date", date)
		}
		if got := RetryAfter(h, epoch); got != want {
			t.Errorf("Retry-After %q, Date %q: got %v, need %v", after, date, got, want)
		}
	}
	noon := epoch.Format(http.TimeFormat)
	f("", "", 0)
	f("0", "", 0)
	f("120", "", 2*time.Minute)
	f("-5", "", 0)
	f("1.5", "", 0)
	f("soon", "", 0)
	f("99999999999", "", 0)
	f(noon, "", 0)
	f(epoch.Add(time.Hour).Format(http.TimeFormat), "", time.Hour)
	f(epoch.Add(time.Hour).Format(http.TimeFormat), epoch.Add(30*time.Minute).Format(http.TimeFormat), 30*time.Minute)
	f(epoch.Add(time.Hour).Format(http.TimeFormat), epoch.Add(2*time.Hour).Format(http.TimeFormat), 0)
	f(epoch.Add(time.Hour).Format(http.TimeFormat), "broken", time.Hour)
	f("Friday, 24-Jul-26 13:00:00 GMT", "", time.Hour) // the obsolete forms that servers still send
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "")
	f.Add("Fri, 24 Jul 2026 13:00:00 GMT", "Fri, 24 Jul 2026 12:00:00 GMT")
	f.Fuzz(func(t *testing.T, after, date string) {
		h := http.Header{"Retry-After": {after}, "Date": {date}}
		if got := RetryAfter(h, epoch); got < 0 {
			t.Errorf("%q, %q: %v", after, date, got)
		}
	})
}

// Pauses double up to their bound, and chance takes away up to half.
func TestBackoff(t *testing.T) {
	before := time.Duration(0)
	for failures := 1; failures < 100; failures++ {
		least, most := backoff(failures, 0), backoff(failures, 1)
		if most < before || most > longPause || least < most/2 || least > most {
			t.Fatalf("behind %d failures: %v to %v, %v before", failures, least, most, before)
		}
		before = most
	}
	if backoff(1, 1) != firstPause || before != longPause {
		t.Errorf("from %v to %v; need %v and %v", backoff(1, 1), before, firstPause, longPause)
	}
}

func TestSaid(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		if got := said([]byte(body)); got != want {
			t.Errorf("%q: got %q, need %q", body, got, want)
		}
	}
	f("", "")
	f("Rate exceeded.\n", "Rate exceeded.")
	f(`{"error":"API rate limit exceeded","api-key":"1"}`, "API rate limit exceeded")
	f(`{"error":{"code":5},"detail":"x"}`, "x")
	f(`{"a":1}`, `{"a":1}`)
	f("<eFetchResult><ERROR>Cannot retrieve\n history</ERROR></eFetchResult>", "Cannot retrieve history")
	f("<html><style>b{}</style><title>\n503 first byte timeout</title>x", "503 first byte timeout")
	f("a\xffb", "ab")
}

func FuzzSaid(f *testing.F) {
	f.Add([]byte(`{"error":"x"}`))
	f.Add([]byte("<title>x</title>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if got := said(body); len(got) > 203 {
			t.Errorf("%d bytes", len(got))
		}
	})
}
