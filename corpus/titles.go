package corpus

import (
	"context"
	"database/sql"
	"encoding/json"
)

// Titled returns the numbers of the papers whose titles make the ids that are
// given (see TitleID), by these ids: versions of one paper, mostly. A title that no
// paper has is not among them.
func (s *Store) Titled(ctx context.Context, titleIDs []string) (map[string][]int64, error) {
	wanted := make(map[string]bool, len(titleIDs))
	keys := make([]int64, 0, len(titleIDs))
	for _, id := range titleIDs {
		if id != "" && !wanted[id] {
			wanted[id] = true
			keys = append(keys, titleKey(id))
		}
	}
	found := map[string][]int64{}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	err = s.reading(ctx, "look up titles in", func(tx *sql.Tx) error {
		rows, err := tx.Query("SELECT n, title FROM json_each(?) AS wanted CROSS JOIN papers ON papers.title_key = wanted.value ORDER BY n", string(list))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var n int64
			var title string
			if err := rows.Scan(&n, &title); err != nil {
				return err
			}
			if id := TitleID(title); wanted[id] { // other titles may have the key, which has 64 bits
				found[id] = append(found[id], n)
			}
		}
		return rows.Err()
	})
	return found, err
}
