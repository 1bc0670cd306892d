package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// sideConfig says what a side is and what it works on. A side is a process of its
// own, which is asked over its standard input, one line of JSON after the other,
// and answers each with one on its standard output; so that what one side keeps in
// memory, or does behind its user's back, is not another's.
//
//	{"do":"build"}                 put the base in, save to Cache        {"seconds"}, of adding alone
//	{"do":"open"}                  load what was saved                   {"seconds","bytes"}, of the file
//	{"do":"ready"}                 read the queries                      {}
//	{"do":"search","ef":40,"k":10} ask every query, one call each        {"seconds","found"}, slots per query
//
// A failure is {"error"}.
type sideConfig struct {
	Kind           string `json:"kind"`
	Base           string `json:"base"`
	Queries        string `json:"queries"`
	Dim            int    `json:"dim"`
	Rows           int    `json:"rows"`  // of base
	Count          int    `json:"count"` // of queries
	Cache          string `json:"cache"`
	M              int    `json:"m,omitempty"`
	EfConstruction int    `json:"efConstruction,omitempty"`
	Quantization   string `json:"quantization,omitempty"`
	Metric         string `json:"metric,omitempty"`
	Threads        int    `json:"threads,omitempty"`
}

type sideAnswer struct {
	Seconds float64    `json:"seconds,omitempty"`
	Bytes   int64      `json:"bytes,omitempty"`
	Found   [][]uint32 `json:"found,omitempty"`
	Error   string     `json:"error,omitempty"`
}

// side is a running one.
type side struct {
	name   string
	config sideConfig
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader

	anon, file int64 // memory before opening
}

// startSide starts the program of a side, whose last argument is its config.
func startSide(ctx context.Context, name string, config sideConfig, cpu int, program ...string) (*side, error) {
	told, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	args := append(program, string(told))
	if cpu >= 0 {
		args = append([]string{"taskset", "-c", strconv.Itoa(cpu)}, args...)
	}
	s := &side{name: name, config: config, cmd: exec.CommandContext(ctx, args[0], args[1:]...)}
	s.cmd.Stderr = os.Stderr
	s.cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(max(1, config.Threads)))
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.out = bufio.NewReaderSize(out, 1<<20)
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w; without taskset, give -cpu -1", name, err)
	}
	return s, nil
}

// ask sends one line and waits for the answer; the seconds that the process spent
// on a processor meanwhile come with it, 0 where the system does not say.
func (s *side) ask(question map[string]any) (answer sideAnswer, cpu time.Duration, err error) {
	line, err := json.Marshal(question)
	if err != nil {
		return answer, 0, err
	}
	before := s.cpuTime()
	if _, err := s.in.Write(append(line, '\n')); err != nil {
		return answer, 0, fmt.Errorf("%s: %w", s.name, err)
	}
	got, err := s.out.ReadBytes('\n')
	if err != nil {
		return answer, 0, fmt.Errorf("%s ended while asked to %v: %w", s.name, question["do"], err)
	}
	cpu = s.cpuTime() - before
	if err := json.Unmarshal(got, &answer); err != nil {
		return answer, 0, fmt.Errorf("%s answered %.200q: %w", s.name, got, err)
	}
	if answer.Error != "" {
		return answer, 0, fmt.Errorf("%s: cannot %v: %s", s.name, question["do"], answer.Error)
	}
	return answer, cpu, nil
}

// stop ends the side.
func (s *side) stop() error {
	err := s.in.Close()
	return errors.Join(err, s.cmd.Wait())
}

// cpuTime is what all threads of the process have spent on a processor.
func (s *side) cpuTime() (total time.Duration) {
	dir := fmt.Sprintf("/proc/%d/task", s.cmd.Process.Pid)
	tasks, _ := os.ReadDir(dir)
	for _, task := range tasks {
		told, _ := os.ReadFile(dir + "/" + task.Name() + "/schedstat")
		if first, _, ok := strings.Cut(string(told), " "); ok {
			ns, _ := strconv.ParseInt(first, 10, 64)
			total += time.Duration(ns)
		}
	}
	return total
}

// memory is the resident memory of the process in bytes: its own, and mapped files.
func (s *side) memory() (anon, file int64) {
	told, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	for line := range strings.Lines(string(told)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kb, _ := strconv.ParseInt(fields[1], 10, 64)
		switch fields[0] {
		case "RssAnon:":
			anon = kb * 1024
		case "RssFile:":
			file = kb * 1024
		}
	}
	return anon, file
}
