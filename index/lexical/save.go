package lexical

import (
	"fmt"
	"io"
)

// Create begins a section, to be written until the next one is begun.
type Create func(section string) (io.Writer, error)

// Read is a section by its name.
type Read func(section string) (Section, error)

// Sections names what Save writes and Open reads.
func Sections() []string {
	return []string{"lexical/papers", "lexical/words", "lexical/postings", "lexical/positions"}
}

func (s *segment) save(create Create) error {
	for _, part := range []*section{&s.about, &s.dictionary.section, &s.postings, &s.positions} {
		if part.check != nil { // what was damaged must not become whole
			if err := part.check(0, len(part.bytes)); err != nil {
				return fmt.Errorf("lexical: cannot save the section %s again: %w: %w", part.name, ErrDamaged, err)
			}
		}
		w, err := create(part.name)
		if err != nil {
			return fmt.Errorf("lexical: cannot create the section %s: %w", part.name, err)
		}
		if _, err := w.Write(part.bytes); err != nil {
			return fmt.Errorf("lexical: cannot write the %d bytes of the section %s: %w", len(part.bytes), part.name, err)
		}
	}
	return nil
}

// Open returns the index that Save wrote. read is called once for each of
// Sections; what it returns is read in place, and must stay as it is while the
// index or a Search of it is in use. The error is that of read, or wraps ErrDamaged,
// ErrVersion or ErrParameter.
func Open(read Read, o Options) (*Index, error) {
	if _, err := newScoring(o); err != nil {
		return nil, err
	}
	var sections [4]Section
	for i, name := range Sections() {
		var err error
		if sections[i], err = read(name); err != nil {
			return nil, fmt.Errorf("lexical: cannot read the section %s: %w", name, err)
		}
	}
	s, err := openSegment(sections)
	if err != nil {
		return nil, err
	}
	x, err := New(o)
	if err != nil {
		return nil, err
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	x.publish([]part{{segment: s}})
	return x, nil
}
