package corpus

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// recordColumns are what scanRecord reads, in this order.
const recordColumns = "records.n, records.source, records.key, records.hash, records.voted, records.record"

// scanRecord reads a row of recordColumns: a record of the paper that of gives
// for its number, and whether it is written out. The only record of a paper is not.
func scanRecord(row interface{ Scan(...any) error }, of func(n int64) *Paper) (n int64, r *record, written bool, err error) {
	var (
		voted sql.NullInt64
		text  sql.NullString
	)
	r = &record{}
	if err := row.Scan(&n, &r.source, &r.key, &r.hash, &voted, &text); err != nil {
		return 0, nil, false, err
	}
	r.voted = voted.Int64
	if !text.Valid {
		r.paper = *of(n)
		return n, r, false, nil
	}
	if err := r.decode(text.String, of(n)); err != nil {
		return 0, nil, false, fmt.Errorf("%w: the record %s %s of paper number %d: %w", ErrDamaged, r.source, r.key, n, err)
	}
	return n, r, true, nil
}

// A storedRecord is a record beside others of one paper: without the long fields
// that the paper has just so, of which Same has the names. Most sources tell the
// same title and abstract, and each of them would be stored again.
type storedRecord struct {
	Paper
	Same []string `json:"same,omitempty"`
}

// encode is r as it is stored where p, its paper, has several records.
func (r *record) encode(p *Paper) (string, error) {
	s := storedRecord{Paper: r.paper}
	for _, f := range longFields {
		if f.leaveOut(&s.Paper, p) {
			s.Same = append(s.Same, f.name)
		}
	}
	b, err := json.Marshal(&s)
	return string(b), err
}

// decode reads what encode wrote.
func (r *record) decode(text string, p *Paper) error {
	var s storedRecord
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	for _, name := range s.Same {
		i := slices.IndexFunc(longFields, func(f longField) bool { return f.name == name })
		if i < 0 {
			return fmt.Errorf("the field %q is none that can be the paper's", name)
		}
		longFields[i].takeOver(&s.Paper, p)
	}
	r.paper = s.Paper
	return nil
}

// A longField is one that records leave out where it is their paper's.
type longField struct {
	name     string
	leaveOut func(record, paper *Paper) bool
	takeOver func(record, paper *Paper)
}

var longFields = []longField{
	longText("title", func(p *Paper) *string { return &p.Title }),
	longText("abstract", func(p *Paper) *string { return &p.Abstract }),
	{"authors", func(r, p *Paper) bool {
		same := len(r.Authors) > 0 && slices.Equal(r.Authors, p.Authors)
		if same {
			r.Authors = nil
		}
		return same
	}, func(r, p *Paper) { r.Authors = p.Authors }},
}

func longText(name string, of func(*Paper) *string) longField {
	return longField{name, func(r, p *Paper) bool {
		text := of(r)
		same := *text != "" && *text == *of(p)
		if same {
			*text = ""
		}
		return same
	}, func(r, p *Paper) { *of(r) = *of(p) }}
}
