package kindred

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/models"
)

// A model is an open Embedder with what the store needs to know of it.
type model struct {
	Embedder
	info corpus.Model
}

// openModels are those that the engine has opened, the one it now works with last.
// One that was replaced stays open until Close, because a search may be using
// it.
type openModels struct {
	opening sync.Mutex // held while the engine's own model is opened
	list    atomic.Pointer[[]*model]
}

// builtin opens the built-in model.
func builtin(o Options) func() (Embedder, error) {
	return func() (Embedder, error) {
		return embed.OpenFS(models.Builtin(), models.BuiltinName, embed.Options{Runtime: o.Runtime, Workers: o.Workers})
	}
}

// own returns the model that the engine works with, which it opens when there
// is none yet. A failure is not remembered: its cause may be mended.
func (o *openModels) own(open func() (Embedder, error)) (*model, error) {
	if list := o.list.Load(); list != nil {
		return (*list)[len(*list)-1], nil
	}
	o.opening.Lock()
	defer o.opening.Unlock()
	if list := o.list.Load(); list != nil {
		return (*list)[len(*list)-1], nil
	}
	m, err := openModel(open)
	if err != nil {
		return nil, err
	}
	o.list.Store(&[]*model{m})
	return m, nil
}

// replace makes m the model that the engine works with.
func (o *openModels) replace(m *model) { o.change(m, true) }

// remove forgets m.
func (o *openModels) remove(m *model) { o.change(m, false) }

func (o *openModels) change(m *model, keep bool) {
	o.opening.Lock()
	defer o.opening.Unlock()
	var list []*model
	if old := o.list.Load(); old != nil {
		list = slices.DeleteFunc(slices.Clone(*old), func(known *model) bool { return known == m })
	}
	if keep {
		list = append(list, m)
	}
	if len(list) == 0 {
		o.list.Store(nil)
		return
	}
	o.list.Store(&list)
}

// with returns an open model of this identity, nil without.
func (o *openModels) with(identity string) *model {
	if list := o.list.Load(); list != nil {
		for _, m := range slices.Backward(*list) {
			if m.info.Identity == identity {
				return m
			}
		}
	}
	return nil
}

func (o *openModels) open() bool { return o.list.Load() != nil }

func (o *openModels) close() error {
	var errs []error
	if list := o.list.Swap(nil); list != nil {
		for _, m := range *list {
			errs = append(errs, closeIt(m.Embedder))
		}
	}
	return errors.Join(errs...)
}

// openModel opens an Embedder and finds out what it is.
func openModel(open func() (Embedder, error)) (*model, error) {
	e, err := open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	identity, err := e.Identity()
	if err != nil {
		closeIt(e)
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	name := fmt.Sprintf("model-%.12s", identity)
	if s, ok := e.(interface{ Settings() embed.Settings }); ok && s.Settings().Name != "" {
		name = s.Settings().Name
	}
	return &model{e, corpus.Model{Identity: identity, Name: name, Dim: e.Dimension()}}, nil
}

// modelFor returns the open model whose vectors have the store's identity.
func (e *Engine) modelFor(store corpus.Model) (*model, error) {
	own, err := e.models.own(e.o.OpenModel)
	if err != nil {
		return nil, err
	}
	if own.info.Identity == store.Identity {
		return own, nil
	}
	if m := e.models.with(store.Identity); m != nil {
		return m, nil // a change of model is just coming to its end
	}
	return nil, otherModel(store, own.info)
}

func otherModel(store, own corpus.Model) error {
	if store.Identity == "" {
		return fmt.Errorf("%w: its papers were added without one; embed them with `kindred model use %s`", ErrOtherModel, own.Name)
	}
	return fmt.Errorf("%w: it has those of %s (%.12s), this is %s (%.12s); embed its papers anew with `kindred model use %s`, or run with `--model %s`",
		ErrOtherModel, store.Name, store.Identity, own.Name, own.Identity, own.Name, store.Name)
}
