package corpus

import (
	"context"
	"database/sql"
	"os"
)

// Stats are the counts and sizes of a store.
type Stats struct {
	Papers  int
	Vectors int   // papers with a vector of the model; one without components counts
	Deleted int   // tombstones
	Seq     int64 // the number of the last change
	Store   string
	Schema  int

	Model Model // zero without
	Next  Model // the one for which vectors are being gathered; zero without
	Ready int   // papers with a vector of the next model

	Voted int // papers with votes
	P99   int // 99 in 100 papers with votes have at most so many; 0 without

	Bytes    int64 // of the database file
	LogBytes int64 // of the write-ahead log, which a checkpoint empties
	Free     int64 // bytes of the file that the next papers will fill
}

// Stats counts what the store has.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	err := s.reading(ctx, "count", func(tx *sql.Tx) (err error) {
		if err = tx.QueryRow(`SELECT seq, name, (SELECT count(*) FROM papers), (SELECT count(*) FROM vectors), (SELECT count(*) FROM next_vectors),
			(SELECT count(*) FROM tombstones), (SELECT count(*) FROM papers WHERE coalesce(votes, 0) + local_votes > 0) FROM store`).
			Scan(&st.Seq, &st.Store, &st.Papers, &st.Vectors, &st.Ready, &st.Deleted, &st.Voted); err != nil {
			return err
		}
		if st.Model, err = modelOf(tx, current); err != nil {
			return err
		}
		if st.Next, err = modelOf(tx, next); err != nil {
			return err
		}
		if err = tx.QueryRow("SELECT user_version, freelist_count * page_size FROM pragma_user_version, pragma_freelist_count, pragma_page_size").Scan(&st.Schema, &st.Free); err != nil {
			return err
		}
		st.P99, err = p99(tx, st.Voted)
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	st.Bytes, st.LogBytes = size(s.path), size(s.path+"-wal")
	return st, nil
}

// P99Votes is Stats.P99 alone, from the index of votes: ranking measures votes
// by it.
func (s *Store) P99Votes(ctx context.Context) (votes int, err error) {
	err = s.reading(ctx, "count votes of", func(tx *sql.Tx) error {
		voted := 0
		if err := tx.QueryRow("SELECT count(*) FROM papers WHERE coalesce(votes, 0) + local_votes > 0").Scan(&voted); err != nil {
			return err
		}
		votes, err = p99(tx, voted)
		return err
	})
	return votes, err
}

// p99 is the least number of votes that is not exceeded by 99 in 100 of the
// papers with votes (the nearest-rank percentile), counted from the top.
func p99(tx *sql.Tx, voted int) (votes int, err error) {
	if voted == 0 {
		return 0, nil
	}
	err = tx.QueryRow(`SELECT coalesce(votes, 0) + local_votes FROM papers WHERE coalesce(votes, 0) + local_votes > 0
		ORDER BY coalesce(votes, 0) + local_votes DESC LIMIT 1 OFFSET ?`, voted/100).Scan(&votes)
	return votes, err
}

// size of a file in bytes, 0 without.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
