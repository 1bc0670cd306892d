package corpus

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// known are the papers that may have to do with the records of a batch, looked
// up in one transaction: many at a time, because a query for each would take
// most of an import's time, or one when it turns out to be needed.
type known struct {
	tx      *sql.Tx
	ids     map[string]*entity // nil for an id that nothing has
	numbers map[int64]*entity
	titles  map[int64]*sameKey // by title key
}

// sameKey are the papers with one title key.
type sameKey struct {
	complete bool // those of the store are among them
	entities []*entity
}

func newKnown(tx *sql.Tx) *known {
	return &known{tx: tx, ids: map[string]*entity{}, numbers: map[int64]*entity{}, titles: map[int64]*sameKey{}}
}

// numbered is the entity of a paper of the store.
func (k *known) numbered(n int64) *entity {
	e := k.numbers[n]
	if e == nil {
		e = &entity{n: n}
		k.numbers[n] = e
	}
	return e
}

// each runs a query whose one argument is a JSON array.
func (k *known) each(query string, wanted any, f func(*sql.Rows) error) error {
	argument, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	return eachRow(k.tx, f, query, string(argument))
}

// look finds the papers of ids, with the hashes of their records.
func (k *known) look(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		k.ids[id] = nil
	}
	return k.each(`SELECT wanted.key, ids.n, records.hash FROM json_each(?) AS wanted
		CROSS JOIN ids ON ids.id = wanted.value LEFT JOIN records ON records.n = ids.n`, ids, func(rows *sql.Rows) error {
		var i, n, hash any // as the driver has them: database/sql would make integers of an import by way of texts
		if err := rows.Scan(&i, &n, &hash); err != nil {
			return err
		}
		at, isPlace := i.(int64)
		number, isNumber := n.(int64)
		if !isPlace || !isNumber {
			return fmt.Errorf("the number of an id is %v, not an integer", n)
		}
		e := k.numbered(number)
		if hash, ok := hash.(int64); ok && !e.loaded {
			e.hashes = append(e.hashes, hash)
		}
		k.ids[ids[at]] = e.standing()
		return nil
	})
}

// lookTitles finds the papers of the store with title keys.
func (k *known) lookTitles(keys []int64) error {
	if len(keys) == 0 {
		return nil
	}
	for _, key := range keys {
		k.keyed(key).complete = true
	}
	return k.each("SELECT title_key, n FROM json_each(?) AS wanted CROSS JOIN papers ON papers.title_key = wanted.value", keys, func(rows *sql.Rows) error {
		var key, n int64
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		k.keyed(key).add(k.numbered(n))
		return nil
	})
}

func (k *known) keyed(key int64) *sameKey {
	t := k.titles[key]
	if t == nil {
		t = &sameKey{}
		k.titles[key] = t
	}
	return t
}

func (t *sameKey) add(e *entity) {
	if !slices.Contains(t.entities, e) {
		t.entities = append(t.entities, e)
	}
}

// count is how many of them are papers by now.
func (t *sameKey) count() (n int) {
	for _, e := range t.entities {
		if e.into == nil {
			n++
		}
	}
	return n
}

// load reads the rows and the records of papers of the store.
func (k *known) load(entities []*entity) error {
	var numbers []int64
	for _, e := range entities {
		if e != nil && !e.loaded && e.n != 0 {
			e.loaded = true
			numbers = append(numbers, e.n)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	err := k.each("SELECT "+paperColumns+" FROM json_each(?) AS wanted CROSS JOIN papers ON papers.n = wanted.value", numbers, func(rows *sql.Rows) error {
		s, err := scanPaper(rows)
		if err != nil {
			return err
		}
		e := k.numbers[s.n]
		e.paper, e.text, e.hadText, e.local = s.paper, s.textHash, s.textHash, s.local
		e.inStore = s.paper.ids()
		return nil
	})
	if err != nil {
		return err
	}
	err = k.each("SELECT "+recordColumns+" FROM json_each(?) AS wanted CROSS JOIN records ON records.n = wanted.value", numbers, func(rows *sql.Rows) error {
		n, r, _, err := scanRecord(rows, func(n int64) *Paper { return &k.numbers[n].paper })
		if err == nil {
			k.numbers[n].records = append(k.numbers[n].records, r)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if e := k.numbers[n]; len(e.records) == 0 || e.paper.ID == "" {
			return fmt.Errorf("%w: paper number %d has %d records, and the id %q; mend it with `kindred check --repair`", ErrDamaged, n, len(e.records), e.paper.ID)
		}
	}
	return nil
}

// byID is the paper that has an id, whole; nil without.
func (k *known) byID(id string) (*entity, error) {
	e, looked := k.ids[id]
	if !looked {
		if err := k.look([]string{id}); err != nil {
			return nil, err
		}
		e = k.ids[id]
	}
	if e == nil {
		return nil, nil
	}
	return e, k.load([]*entity{e})
}

// byTitle are the papers whose title makes an id, whole.
func (k *known) byTitle(titleID string) (found []*entity, err error) {
	if titleID == "" {
		return nil, nil
	}
	t := k.keyed(titleKey(titleID))
	if !t.complete {
		if err := k.lookTitles([]int64{titleKey(titleID)}); err != nil {
			return nil, err
		}
	}
	if err := k.load(t.entities); err != nil {
		return nil, err
	}
	for _, e := range t.entities {
		// The key has 64 bits; equal keys of other titles are told apart here.
		if e.into == nil && TitleID(e.paper.Title) == titleID {
			found = append(found, e)
		}
	}
	return found, nil
}

// name makes an entity known by its ids and its title.
func (k *known) name(e *entity) {
	for _, id := range e.paper.ids() {
		k.ids[id] = e
	}
	if id := TitleID(e.paper.Title); id != "" {
		k.keyed(titleKey(id)).add(e)
	}
}
