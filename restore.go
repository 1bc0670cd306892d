package kindred

import (
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/column"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/rank"
)

// restore makes a memory of what the generation holds, of which it reads only
// what changes in place: votes, and which slots are live.
func (g *generation) restore(kind string, workers int) (*memory, error) {
	m := &memory{seq: g.Seq, store: g.Store, model: g.Model, mapped: g.mapped, papers: g.Papers, tally: tally{}}
	o := opener{mapped: g.mapped, slots: g.Slots}
	m.columns = o.columns()
	m.votes = whole[int32](&o, "votes", g.Slots)
	words := (g.Slots + 63) / 64
	m.live, m.bare = bitmap.Bitmap(whole[uint64](&o, "live", words)), bitmap.Bitmap(whole[uint64](&o, "bare", words))
	m.authors, m.venues = o.dictionary("authors"), o.dictionary("venues")
	m.organizations, m.categories = o.dictionary("organizations"), o.dictionary("categories")
	for pairs := whole[int64](&o, "tally", -1); len(pairs) > 1; pairs = pairs[2:] {
		m.tally[int(pairs[0])] = int(pairs[1])
	}
	m.pairs = rank.PairMeanOf(g.Pairs.N, whole[float64](&o, "pairs", -1), g.Pairs.Squares)
	if err := errors.Join(o.err, g.Err()); err != nil {
		return nil, err
	}
	if m.live.Count() != g.Papers {
		return nil, fmt.Errorf("%d of its slots are live, need %d: %w", m.live.Count(), g.Papers, section.ErrDamaged)
	}
	var err error
	if m.words, err = openWords(&o, workers); err == nil && m.model.Dim > 0 {
		m.index, err = openIndex(&o, g.Index.Kind, kind, m.model.Dim, workers)
	}
	return m, err
}

// An opener opens parts of a file. It keeps the first error.
type opener struct {
	*mapped
	slots int
	err   error
}

func (o *opener) fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

// length says that a part must have so many elements.
func (o *opener) length(name string, n, need int) {
	if o.err == nil && n != need {
		o.fail(fmt.Errorf("it has %d %s, need %d: %w", n, name, need, section.ErrDamaged))
	}
}

// whole reads a whole section of n elements; -1 is any number.
func whole[T section.Element](o *opener, name string, n int) []T {
	v, err := column.OpenValues[T](o.Source, name)
	if err != nil {
		o.fail(err)
	} else if n >= 0 {
		o.length(name, v.Len(), n)
	}
	all := v.AppendTo([]T{})
	if err := o.Err(); err != nil {
		o.fail(err)
	}
	return all
}

func values[T section.Element](o *opener, name string) column.Values[T] {
	v, err := column.OpenValues[T](o.Source, name)
	if err != nil {
		o.fail(err)
	}
	o.length(name, v.Len(), o.slots)
	return v
}

func (o *opener) columns() columns {
	var c columns
	var err error
	if c.numbers, err = column.OpenNumbers(o.Source, "numbers"); err != nil {
		o.fail(err)
	}
	if c.ids, err = column.OpenKeys(o.Source, "ids"); err != nil {
		o.fail(err)
	}
	o.length("numbers", c.numbers.Len(), o.slots)
	o.length("ids", c.ids.Len(), o.slots)
	c.prints = values[uint64](o, "prints")
	c.published, c.listed = o.dates("published"), o.dates("listed")
	c.repository = values[uint8](o, "repository")
	return c
}

func (o *opener) dates(name string) dates {
	return dates{values[int64](o, name), values[uint32](o, name+".nanos")}
}

func (o *opener) dictionary(name string) (d dictionary) {
	var err error
	if d.values, err = column.OpenDict(o.Source, name); err != nil {
		o.fail(err)
	}
	if d.words, err = column.OpenDict(o.Source, name+".words"); err != nil {
		o.fail(err)
	}
	return d
}
