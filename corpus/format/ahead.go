package format

import (
	"runtime"
	"sync"

	"github.com/kindred-search/kindred/corpus"
)

// Finding where a record ends is a tenth of the work of reading it. So one goroutine
// finds the records of a file and puts them into chunks, all cores read the chunks, and
// the sequence gives them in their order: the same values as by one goroutine. Where a
// stream may keep its reader waiting, as a pipe does, the goroutine of the sequence does
// all: a record is given as soon as it is there, and a loop that is left leaves no read
// behind.

// mostCores are as many as keep up with the unpacking of zstd.
const mostCores = 8

func usefulCores() int { return min(runtime.GOMAXPROCS(0), mostCores) }

// records gives what read makes of each frame.
func (rd *reading) records(frames func(yield func(frame) bool) error, byRecord bool, read reader) error {
	finished := func(f frame) (p corpus.Paper, err error) {
		if err = f.err; err == nil {
			p, err = read(f)
		}
		return rd.finished(f, byRecord, p, err)
	}
	if rd.cores < 2 {
		return frames(func(f frame) bool { return rd.hand(finished(f)) })
	}
	return rd.ahead(frames, finished)
}

// ahead gives what read, which is called on many goroutines, makes of each frame.
// When it returns, they have ended.
func (rd *reading) ahead(frames func(yield func(frame) bool) error, read reader) error {
	f := finder{
		most: 2*rd.cores + 1, // one for each core, one for each that waits, one being filled
		read: read, progress: rd.read,
	}
	f.free, f.found, f.order = make(chan *chunk, f.most), make(chan *chunk, f.most), make(chan *chunk, f.most)
	f.left = make(chan struct{})
	var working sync.WaitGroup
	rd.read.ahead = true
	defer func() {
		close(f.left)
		working.Wait()
		rd.read.ahead = false
	}()
	var failed error // known when order is closed
	working.Go(func() {
		defer close(f.found)
		defer close(f.order)
		failed = f.run(frames)
	})
	for range rd.cores {
		working.Go(func() {
			for c := range f.found {
				c.readAll(read)
			}
		})
	}
	for c := range f.order {
		<-c.done
		rd.read.say(c.read)
		for i := range c.records {
			if !rd.hand(c.records[i].paper, c.records[i].err) {
				return nil
			}
		}
		c.empty()
		f.free <- c
	}
	rd.read.say(rd.read.now)
	return failed
}

// A finder puts frames into chunks, of which there are so many and no more.
type finder struct {
	free         chan *chunk   // those that can be filled again
	found, order chan *chunk   // those that are full: for who reads them, and for the sequence
	left         chan struct{} // closed when nobody wants more

	most, made int
	read       reader
	progress   *progress

	filling *chunk // nil for none
}

// run returns what ends the stream.
func (f *finder) run(frames func(yield func(frame) bool) error) error {
	err := frames(func(fr frame) bool {
		if f.filling != nil && !f.filling.fits(fr) {
			f.pass()
		}
		if f.filling == nil && !f.next() {
			return false
		}
		f.filling.add(fr, f.read)
		return true
	})
	if f.filling != nil {
		f.pass()
	}
	return err
}

// next gets a chunk to fill; it returns false when the loop was left.
func (f *finder) next() bool {
	select {
	case f.filling = <-f.free:
		return true
	case <-f.left:
		return false
	default:
	}
	if f.made < f.most {
		f.made++
		f.filling = newChunk()
		return true
	}
	select {
	case f.filling = <-f.free:
		return true
	case <-f.left:
		return false
	}
}

// pass hands a chunk on; there is room for all.
func (f *finder) pass() {
	f.filling.read = f.progress.now
	f.order <- f.filling
	f.found <- f.filling
	f.filling = nil
}
