package kindred

import (
	"errors"

	"github.com/kindred-search/kindred/index/section"
)

// verifyBehind reads all of the file behind memory, slowly, beside whatever goes
// on, so that damage is found before a search finds it.
func (e *Engine) verifyBehind() {
	if e.begin() != nil {
		return // it is being closed
	}
	v, release := e.pin()
	go func() {
		defer e.end()
		defer release()
		m := v.mapped
		if m == nil {
			return
		}
		err := m.file.VerifyGently(e.closing)
		if !errors.Is(err, section.ErrDamaged) {
			return // it is sound, or Close has begun
		}
		m.Fail(err)
		if err := e.catchUp(e.closing); err != nil && e.closing.Err() == nil {
			e.o.Log.Error("the papers cannot be read from the store", "path", e.store.Path(), "cause", err)
		}
	}()
}
