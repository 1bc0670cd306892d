package source

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// hf is the list of the daily papers: https://huggingface.co/docs/hub/api#get-apidailypapers
//
//   - date=YYYY-MM-DD or month=YYYY-MM is the day of the list; p counts pages from 0,
//     limit is 100 at most, and a page may hold fewer and not be the last: that
//     says the header Link.
//   - A day that is not open yet is 400.
//   - The first day is May 4, 2023. A month that is over has fewer pages than its
//     days together, and is asked for at once.
//   - Papers join the list of a day later that day, and votes go on for days: the
//     last days are asked for again, under the condition that they changed.
//   - Without an account 500 requests are allowed in 5 minutes:
//     https://huggingface.co/docs/hub/rate-limits
type hf struct{ address }

const (
	hfBase    = "https://huggingface.co"
	hfOverlap = 3
	hfLimit   = 100  // papers of a page
	hfPages   = 1000 // of one day or month; more are not real
)

func newHF(o *Options) ([]part, error) {
	if o.Query != "" || len(o.Categories) > 0 {
		return nil, wrong(HF, "the daily papers are a list by day, without query and category; bring them, and search them here")
	}
	at, err := newAddress(HF, hfBase, o)
	if err != nil {
		return nil, err
	}
	return []part{partOf(o, nameOf(HF, ""), hf{at}, at)}, nil
}

func (hf) about() facts {
	return facts{
		name: "Hugging Face", gap: time.Second, overlap: hfOverlap, listing: true, again: true,
		first:   dayOf(time.Date(2023, 5, 4, 0, 0, 0, 0, time.UTC)),
		refused: "it asks for no key, so a proxy or a firewall may stand between",
	}
}

func (hf) window(c *cursor, today corpus.Date) {
	c.To = c.From
	last := lastOfMonth(c.From)
	wanted := c.Until.IsZero() || !before(lastOf(c.Until), last)
	if c.From.Start().Day() == 1 && wanted && before(last, plus(today, -hfOverlap)) {
		c.To = last
	}
}

func (a hf) request(c *cursor) polite.Request {
	date, month := c.From.String(), ""
	if c.From != c.To {
		date, month = "", c.From.Start().Format("2006-01")
	}
	return a.get("/api/daily_papers", "date", date, "month", month, "sort", "publishedAt", "p", strconv.Itoa(numberOf(c.Page)), "limit", strconv.Itoa(hfLimit))
}

func (a hf) read(c *cursor, answer polite.Answer) (page, error) {
	if answer.Status == http.StatusBadRequest && !before(c.To, plus(c.Asked, -1)) {
		return page{}, nil // a day that is not open yet
	}
	if err := statusOf(a.about(), answer); err != nil {
		return page{}, err
	}
	var items []json.RawMessage
	if err := envelope(answer.Body, &items); err != nil {
		return page{}, err
	}
	p, err := papersOf(format.Daily, answer.Body)
	if n := numberOf(c.Page); hasNext(answer.Header) && len(items) > 0 && n < hfPages {
		p.next = strconv.Itoa(n + 1)
	}
	return p, err
}

func lastOfMonth(d corpus.Date) corpus.Date {
	return lastOf(corpus.DateOf(d.Start(), corpus.MonthOnly))
}

// numberOf is the number that asks for a page, 0 for the first, and for one that
// cannot be read, which begins the window anew.
func numberOf(page string) int {
	n, err := strconv.Atoi(page)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
