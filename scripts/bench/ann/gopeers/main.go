// Command gopeers is a peer written in Go as a side of the benchmark: it answers
// one line of JSON on standard output to each on standard input. What is asked
// and answered is said in ../side.go. It is a module of its own, so that Kindred's
// needs nothing of them.
//
//	gopeers '{"kind":"chromem","base":FILE,"queries":FILE,"dim":384,...}'
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"
)

type config struct {
	Kind, Base, Queries, Cache string
	Dim, Rows, Count, M        int
	EfConstruction             int
}

// peer is an index of vectors under the slots 0, 1, 2 ...
type peer interface {
	add(slot uint32, v []float32) error
	save(file string) error
	open(file string) error
	ef(ef int)
	search(query []float32, k int) ([]uint32, error)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gopeers:", err)
		os.Exit(1)
	}
}

func run() error {
	var c config
	if len(os.Args) != 2 {
		return fmt.Errorf("needs one argument, its config")
	}
	if err := json.Unmarshal([]byte(os.Args[1]), &c); err != nil {
		return err
	}
	var p peer
	switch c.Kind {
	case "coder":
		p = newCoder(c)
	case "chromem":
		p = newChromem()
	default:
		return fmt.Errorf("no peer is called %q", c.Kind)
	}
	s := &side{config: c, peer: p}
	lines := bufio.NewScanner(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		answer, err := s.answer(lines.Bytes())
		if err != nil {
			answer = map[string]any{"error": err.Error()}
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
	return lines.Err()
}

type side struct {
	config
	peer
	queries [][]float32
}

func (s *side) answer(line []byte) (answer map[string]any, err error) {
	defer func() { // both can panic; that is an answer, too
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var asked struct {
		Do    string
		Ef, K int
	}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	defer debug.FreeOSMemory()
	switch asked.Do {
	case "build":
		var total time.Duration
		err := rows(s.Base, s.Dim, s.Rows, func(slot uint32, v []float32) error {
			begun := time.Now()
			defer func() { total += time.Since(begun) }()
			return s.add(slot, v)
		})
		if err != nil {
			return nil, err
		}
		return map[string]any{"seconds": total.Seconds()}, s.save(s.Cache)
	case "open":
		begun := time.Now()
		if err := s.open(s.Cache); err != nil {
			return nil, err
		}
		took := time.Since(begun)
		info, err := os.Stat(s.Cache)
		if err != nil {
			return nil, err
		}
		return map[string]any{"seconds": took.Seconds(), "bytes": info.Size()}, nil
	case "ready":
		return map[string]any{}, rows(s.Queries, s.Dim, s.Count, func(_ uint32, v []float32) error {
			s.queries = append(s.queries, v)
			return nil
		})
	case "search":
		s.ef(asked.Ef)
		found := make([][]uint32, len(s.queries))
		begun := time.Now()
		for i, q := range s.queries {
			if found[i], err = s.search(q, asked.K); err != nil {
				return nil, err
			}
		}
		return map[string]any{"seconds": time.Since(begun).Seconds(), "found": found}, nil
	}
	return nil, fmt.Errorf("cannot %q", asked.Do)
}

// rows calls each with the first n rows of a file of float32, every one its own.
func rows(name string, dim, n int, each func(slot uint32, v []float32) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	for slot := range n {
		v := make([]float32, dim)
		if err := binary.Read(io.Reader(r), binary.LittleEndian, v); err != nil {
			return fmt.Errorf("%s: row %d: %w", name, slot, err)
		}
		if err := each(uint32(slot), v); err != nil {
			return err
		}
	}
	return nil
}
