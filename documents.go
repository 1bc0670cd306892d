package kindred

import (
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/lexical"
)

// documents are papers on their way into the index of words.
type documents struct {
	slots []uint32
	texts []lexical.Document
}

func (d *documents) add(slot uint32, r *corpus.Row) {
	d.slots = append(d.slots, slot)
	d.texts = append(d.texts, lexical.Document{Title: r.Title, Abstract: r.Abstract, Authors: r.Authors, Categories: r.Categories})
}

// into puts them into the index of a memory and empties d.
func (d *documents) into(m *memory) error {
	if len(d.slots) == 0 {
		return nil
	}
	err := m.words.Add(d.slots, d.texts)
	d.slots, d.texts = d.slots[:0], d.texts[:0]
	return err
}
