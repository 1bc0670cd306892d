package corpus

import (
	"maps"
	"slices"
	"testing"
)

func TestTitled(t *testing.T) {
	s := open(t, Options{})
	out := mustAdd(t, s,
		Paper{ID: "2401.00001", Title: "Attention Is All You Need"},
		Paper{ID: "doi:10.1/x", Title: "Attention is all you need."},
		Paper{ID: "2401.00002", Title: "Another title"},
		Paper{ID: "2401.00003", Abstract: "without a title"})
	f := func(want map[string][]int64, titles ...string) {
		t.Helper()
		var ids []string
		for _, title := range titles {
			ids = append(ids, TitleID(title))
		}
		got, err := s.Titled(ctx, ids)
		if err != nil || !maps.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q: got %v, %v; need %v", titles, got, err, want)
		}
	}
	both := []int64{out[0].Number, out[1].Number}
	f(map[string][]int64{})
	f(map[string][]int64{}, "", "Unknown", "?!")
	f(map[string][]int64{"hf:attention-is-all-you-need": both}, "ATTENTION: is all you need", "attention is all you need", "Unknown")
	f(map[string][]int64{"hf:attention-is-all-you-need": both, "hf:another-title": {out[2].Number}}, "Another Title", "Attention is all you need")
}
