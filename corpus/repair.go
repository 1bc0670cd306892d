package corpus

import "context"

// hasID is the condition that the paper of a row of ids has that id.
const hasID = `EXISTS (SELECT 1 FROM papers WHERE papers.n = ids.n
	AND (papers.id = ids.id OR EXISTS (SELECT 1 FROM json_each(papers.aliases) WHERE value = ids.id)))`

// namedPapers is a table of all ids that papers have.
const namedPapers = `named (id, n) AS (SELECT id, n FROM papers UNION ALL SELECT value, n FROM papers, json_each(papers.aliases) WHERE aliases <> '[]')`

// Repair makes what only repeats or describes papers anew from them: the table
// of ids, and the records of papers that have none, as of a source that is not
// known. Records of no paper go. Nothing of a paper is changed; ask Check what is
// left.
func (s *Store) Repair(ctx context.Context) error {
	return s.changing(ctx, "repair", func(c *change) error {
		c.next() // no row has it; but plans are out of date
		_, err := c.tx.Exec(`DELETE FROM ids WHERE NOT ` + hasID + `;
			WITH ` + namedPapers + ` INSERT OR IGNORE INTO ids SELECT id, n FROM named ORDER BY n;
			DELETE FROM records WHERE NOT EXISTS (SELECT 1 FROM papers WHERE papers.n = records.n);
			INSERT INTO records (n, source, key, hash, voted) SELECT n, '` + unknownSource + `', id, 0, iif(votes IS NULL, NULL, seq) FROM papers
			WHERE NOT EXISTS (SELECT 1 FROM records WHERE records.n = papers.n)`)
		return err
	})
}
