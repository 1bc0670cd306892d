package kindred

import (
	"context"

	"github.com/kindred-search/kindred/corpus"
)

// Backup writes a copy of the store, as it is at one moment, to a file, which Open
// opens as a store of its own; it is read beside whatever goes on, also in another
// process. Its index folder, a cache, is not copied: the first use of the copy reads
// the papers from it. Errors are those of corpus.Store.Backup.
func (e *Engine) Backup(ctx context.Context, file string, o corpus.BackupOptions) (corpus.Backup, error) {
	if err := e.begin(); err != nil {
		return corpus.Backup{}, err
	}
	defer e.end()
	return e.store.Backup(ctx, file, o)
}
