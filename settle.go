package kindred

import (
	"context"
	"errors"
	"sync"

	"github.com/kindred-search/kindred/index/staged"
)

// New vectors are searched exactly until they are settled: moved into the
// graph, its accuracy measured. That goes on behind everything else, from Warm
// or the first import until Close, and Settle waits for it.

const (
	// frontMost is how many vectors may wait for the graph before an import waits,
	// too: 4 KB each, and some 0.3 ms of each search.
	frontMost = 16 * 1024

	// frontFew is how many may stay in front of a graph for good: to look at them
	// costs a search some microseconds, to move them means to bring a part of the
	// graph from its file into memory.
	frontFew = 256
)

// Settle returns when every vector that is searched is in its graph, if there
// is to be one, but for a few (Stats.Pending) that are as quickly looked at, and the
// accuracy of the graph has been measured. progress, when
// not nil, is told now and then how many vectors are left. Nothing needs it:
// what is not settled is found, and settles later. When ctx ends first, its
// error is returned.
func (e *Engine) Settle(ctx context.Context, progress func(left int)) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.end()
	if e.present() == nil {
		s, err := e.store.Stats(ctx)
		if err != nil || !wantsGraph(e.kind, s.Vectors) {
			return err
		}
	}
	if err := e.loaded(ctx); err != nil {
		return err
	}
	return e.settle(ctx, progress)
}

func (e *Engine) settle(ctx context.Context, progress func(left int)) error {
	select {
	case e.settling <- struct{}{}:
		defer func() { <-e.settling }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		settled, err := e.settleView(ctx, progress)
		if errors.Is(err, errMend) {
			err = e.catchUp(ctx)
			settled = false
		}
		if settled || err != nil {
			return err
		}
	}
}

// settleView settles the index of the present view, or finds that it is.
func (e *Engine) settleView(ctx context.Context, progress func(left int)) (settled bool, err error) {
	v, release := e.pin()
	defer release()
	defer func() { err = v.mapped.judge(err) }()
	x := v.index
	if x == nil || !wantsGraph(e.kind, x.Len()) {
		return true, nil
	}
	if most := frontMay(x); x.Pending() > most {
		return false, x.Link(ctx, most, progress)
	}
	if e.recallOf(x).isOf(v.papers, len(e.imports) > 0) {
		return true, nil
	}
	if _, worth := e.worthSaving(endPart); worth && len(e.imports) == 0 {
		// It is saved next, for which the words are merged: one core does that beside the measuring.
		var merged sync.WaitGroup
		defer merged.Wait()
		merged.Go(func() {
			if err := v.words.Compact(ctx); err != nil {
				e.o.Log.Debug("the words are not merged before they are saved", "cause", err)
			}
		})
	}
	return false, e.measureRecall(ctx, x)
}

// measuredWell reports whether what was measured of the present index, if it is to be
// measured, is worth saving.
func (e *Engine) measuredWell() bool {
	v, release := e.pin()
	defer release()
	x := v.index
	return x == nil || !wantsGraph(e.kind, x.Len()) || e.recallOf(x).isOf(v.papers, false)
}

// frontMay is how many vectors may stay in front of an index.
func frontMay(x *staged.Index) int {
	if g := x.Graph(); g != nil && g.Len() >= graphFrom {
		return frontFew
	}
	return 0
}

// hold is the present view for searching, which the caller must give back by
// release.
func (e *Engine) hold() *view {
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	return e.view.take()
}

// pin is the present view, whose file stays open until release, for work on its
// index that goes on too long to hold the view: what is retired meanwhile would
// wait.
func (e *Engine) pin() (v *view, release func()) {
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	e.view.mapped.keep()
	return e.view, e.view.mapped.release
}

// present is the view that a search would get now, nil before there is one. It
// must not be searched: hold it for that.
func (e *Engine) present() *view {
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	return e.view
}

// settleBehind sees to it that what is new settles, now and whenever publish
// wakes it, beside whatever goes on.
func (e *Engine) settleBehind() {
	e.settler.Do(func() {
		if e.begin() != nil {
			return // it is being closed
		}
		go func() {
			defer e.end()
			for {
				select {
				case <-e.closing.Done():
					return
				case <-e.wake:
				}
				err := e.settle(e.closing, nil)
				// An import that ended meanwhile wakes it once more, to measure before it saves.
				if err == nil && len(e.imports) == 0 && e.measuredWell() {
					e.saveBehind(endPart)
				}
				if err != nil && !errors.Is(err, context.Canceled) {
					e.o.Log.Error("the graph cannot take new vectors; they are searched exactly, which is slower", "path", e.store.Path(), "cause", err)
				}
			}
		}()
	})
}

// makeRoom waits while too many vectors wait for the graph.
func (e *Engine) makeRoom(ctx context.Context) error {
	if e.present() == nil {
		return nil
	}
	v, release := e.pin()
	defer release()
	if v.index == nil || v.index.Pending() < frontMost || !wantsGraph(e.kind, v.index.Len()) {
		return nil
	}
	return v.index.Link(ctx, frontMost/2, nil)
}
