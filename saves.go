package kindred

import (
	"sync"
	"sync/atomic"
)

// When to save: saving writes 1 KB for each paper there is, whatever has
// changed; opening reads what no generation has from the store, some 50,000
// changes a second.

// saves says after how many changes memory is saved, and remembers what was.
type saves struct {
	writing sync.Mutex // held while saving
	atClose int        // by Close
	running int        // before that
	retry   atomic.Int64
	index   aboutIndex // as it was saved or opened; under Engine.publishing
}

const (
	saveAtClose = 1024
	saveRunning = 16 * 1024

	// A checkpoint of an import is worth while when this part of all papers is
	// new, so that the checkpoints of an import write three times what there is
	// in the end; an import that has come to its end is worth less.
	importPart = 2
	endPart    = 16
)

// aboutIndex says what is known of the index; publishing must not be held.
func (e *Engine) aboutIndex() aboutIndex {
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	x := e.memory.index
	if x == nil || kindOf(x) == kindFlat {
		return aboutIndex{Kind: kindFlat}
	}
	a := aboutIndex{Kind: kindOf(x), Pending: x.Pending()}
	if m := e.measured; m.index == x && !m.rough {
		a.Papers, a.Recall, a.EfSearch = m.papers, m.recall, m.efSearch
	}
	return a
}

// unsaved is how many changes no generation has, and how many slots there are.
func (e *Engine) unsaved() (changes, slots int) {
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	if e.memory == nil {
		return 0, 0
	}
	return e.memory.since, e.memory.slots()
}

// worthSaving tells how many changes no generation has, and whether they are a part of
// all papers.
func (e *Engine) worthSaving(part int) (changes int, worth bool) {
	changes, slots := e.unsaved()
	return changes, !e.o.ReadOnly && changes >= max(e.saves.running, slots/part, int(e.saves.retry.Load()))
}

// saveBehind saves beside whatever goes on, when a part of all papers is not
// saved yet.
func (e *Engine) saveBehind(part int) {
	changes, worth := e.worthSaving(part)
	if !worth || !e.saves.writing.TryLock() {
		return
	}
	if e.begin() != nil {
		e.saves.writing.Unlock()
		return // Close saves
	}
	go func() {
		defer e.end()
		defer e.saves.writing.Unlock()
		e.trySave(changes)
	}()
}

// saveAtEnd saves for Close, when opening would otherwise be slower than it must.
func (e *Engine) saveAtEnd() {
	changes, _ := e.unsaved()
	if e.o.ReadOnly || e.memory == nil {
		return
	}
	now, saved := e.aboutIndex(), e.saves.index
	settled := now.Recall != saved.Recall || saved.Pending-now.Pending >= e.saves.atClose
	if changes < e.saves.atClose && !(settled && e.memory.papers >= e.saves.atClose) {
		return
	}
	e.saves.writing.Lock()
	defer e.saves.writing.Unlock()
	e.trySave(changes)
}

// trySave saves. What cannot be saved is read from the store again.
func (e *Engine) trySave(changes int) {
	if err := e.save(); err != nil {
		e.saves.retry.Store(2 * int64(changes))
		e.o.Log.Warn("the index cannot be saved; nothing is lost, but the next start reads the papers from the store, which takes longer", "path", indexFolder(e.store.Path()), "cause", err)
		return
	}
	e.saves.retry.Store(0)
}
