package kindred

import (
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/column"
)

// columns are what ranking, filters and listings need of each paper, by slot.
// What is in a slot never changes: a paper that changes gets a new slot. Only
// its votes change, which are elsewhere.
type columns struct {
	numbers    column.Numbers // in the store
	ids        column.Keys
	prints     column.Values[uint64] // fingerprints
	published  dates
	listed     dates
	repository column.Values[uint8] // 1 where there is one
}

func (c *columns) append(r *corpus.Row) {
	c.numbers.Append(r.Number)
	c.ids.Append(r.ID)
	c.prints.Append(fingerprint(r))
	c.published.append(r.Published)
	c.listed.append(r.Listed)
	repository := uint8(0)
	if r.HasRepository {
		repository = 1
	}
	c.repository.Append(repository)
}

// cut is what there is now, for readers beside the writer; it finds nothing by
// number or id.
func (c *columns) cut() columns {
	return columns{c.numbers.Cut(), c.ids.Cut(), c.prints.Cut(), c.published.cut(), c.listed.cut(), c.repository.Cut()}
}

func (c *columns) slots() int { return c.numbers.Len() }

func (c *columns) number(slot uint32) int64 { return c.numbers.At(slot) }

// id is valid as long as the view is held.
func (c *columns) id(slot uint32) string { return c.ids.At(slot) }

func (c *columns) hasRepository(slot uint32) bool { return c.repository.At(slot) == 1 }

// middle is where the publication of a paper lies in time; zero without.
func (c *columns) middle(slot uint32) time.Time { return c.published.middle(slot) }

// listing is the column that has the date by which a paper is listed.
func (c *columns) listing(slot uint32) *dates {
	if _, p := c.listed.start(slot); p == corpus.Unknown {
		return &c.published
	}
	return &c.listed
}

// fingerprint is equal for two rows of one paper only when they differ in
// votes and sequence alone. It is stored: the same in every process.
func fingerprint(r *corpus.Row) uint64 {
	h := xxhash.New()
	h.Write(r.Text[:])
	published, _ := r.Published.MarshalText() // it has no errors
	listed, _ := r.Listed.MarshalText()
	for _, s := range slices.Concat([]string{r.ID, string(published), string(listed), r.Venue, r.Organization}, r.Categories, []string{"\x00"}, r.Authors) {
		h.WriteString(s)
		h.Write([]byte{0})
	}
	if r.HasRepository {
		h.Write([]byte{1})
	}
	return h.Sum64()
}
