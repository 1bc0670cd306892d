package rank

import (
	"fmt"
	"strconv"
	"time"
)

// Span is a length of time, written as users write it: 12h, 30d, 8w, 2y.
type Span time.Duration

const (
	Hour = Span(time.Hour)
	Day  = 24 * Hour
	Week = 7 * Day
	Year = 8766 * Hour // 365.25 days

	// MaxSpan is the longest that ParseSpan takes; twice that no longer fits.
	MaxSpan = 100 * Year
)

// units are the units of a Span, longest first.
var units = [...]struct {
	letter byte
	length Span
}{{'y', Year}, {'w', Week}, {'d', Day}, {'h', Hour}}

// ParseSpan reads a whole number above 0 and a unit: h hours, d days, w weeks, y
// years of 365.25 days. At most 100y. The error wraps ErrSpan.
func ParseSpan(s string) (Span, error) {
	if n, unit := len(s)-1, Span(0); n > 0 && n <= 9 {
		for _, u := range units {
			if s[n] == u.letter {
				unit = u.length
			}
		}
		count, err := strconv.ParseUint(s[:n], 10, 32)
		if err == nil && unit > 0 && count > 0 && count <= uint64(MaxSpan/unit) {
			return Span(count) * unit, nil
		}
	}
	return 0, fmt.Errorf("rank: cannot read %.40q, need a whole number and h, d, w or y, from 1h to 100y: %w; write for example 30d", s, ErrSpan)
}

// String writes s in the longest unit that gives a whole number, such as 30d and
// 8w; a span that is no whole number of hours as time.Duration does.
func (s Span) String() string {
	for _, u := range units {
		if s > 0 && s%u.length == 0 {
			return strconv.FormatInt(int64(s/u.length), 10) + string(u.letter)
		}
	}
	return time.Duration(s).String()
}

// MarshalText writes s as String does.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseSpan reads.
func (s *Span) UnmarshalText(text []byte) error {
	span, err := ParseSpan(string(text))
	if err == nil {
		*s = span
	}
	return err
}
