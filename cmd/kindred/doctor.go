package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/cpu"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/embed/ort"
	"github.com/kindred-search/kindred/index/vec"
)

func newDoctor(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Show versions, paths, processor, store and model, and try them out",
		Args:  usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			defer func() { // what was found out is shown, whatever failed
				if e := w.Flush(); err == nil {
					err = e
				}
			}()
			row(w, "kindred", versionLine())
			row(w, "processor", fmt.Sprintf("%d cores, %s", runtime.NumCPU(), strings.Join(cpuFeatures(), " ")))
			row(w, "vector kernel", vec.Kernel())
			row(w, "models folder", modelsFolder())
			if err := diagnose(c.Context(), w, g); err != nil {
				return err
			}
			lib, err := ort.Find(ort.Options{Path: g.runtime})
			if err != nil {
				row(w, "ONNX Runtime", "not usable")
				return err
			}
			row(w, "ONNX Runtime", fmt.Sprintf("%s (%s) %s", lib.Version, lib.Source, lib.Path))
			started := time.Now()
			m, err := openModel(g)
			if err != nil {
				row(w, "model", "not usable")
				return err
			}
			defer m.Close()
			if _, err := m.Query(c.Context(), "do attention heads learn syntax?"); err != nil {
				row(w, "model", "loads, and fails on a query")
				return err
			}
			row(w, "first vector after", time.Since(started).Round(100*time.Microsecond).String())
			return describe(w, m)
		},
	}
}

func row(w io.Writer, name, value string) { fmt.Fprintf(w, "%s\t%s\n", name, value) }

// diagnose writes what there is to know about the store, if there is one.
func diagnose(ctx context.Context, w io.Writer, g *settings) error {
	if readable(g.dataPath()) != nil {
		row(w, "store", "none yet at "+g.dataPath())
		return nil
	}
	e, err := openToRead(g)
	if err != nil {
		row(w, "store", "not usable: "+g.dataPath())
		return err
	}
	defer e.Close()
	s, err := e.Stats(ctx)
	if err != nil {
		row(w, "store", "cannot be read: "+g.dataPath())
		return err
	}
	describeStore(w, s)
	return nil
}

// describe writes what there is to know about an open model.
func describe(w io.Writer, m *embed.Model) error {
	s := m.Settings()
	identity, err := m.Identity()
	if err != nil {
		return err
	}
	row(w, "model", s.Name)
	row(w, "identity", identity)
	row(w, "dimension", fmt.Sprint(m.Dimension()))
	row(w, "pooling", string(s.Pooling))
	row(w, "normalized", fmt.Sprintf("by the model's own files: %t; by Kindred: always", s.Normalize))
	row(w, "longest text", fmt.Sprintf("%d tokens", s.MaxTokens))
	row(w, "tokenizer", fmt.Sprintf("%s, %d ids, lower-cased: %t", m.Tokenizer(), m.VocabSize(), s.Lowercase))
	row(w, "query prefix", fmt.Sprintf("%q", s.QueryPrefix))
	row(w, "document prefix", fmt.Sprintf("%q", s.DocumentPrefix))
	if s.Licence != "" {
		row(w, "licence", s.Licence)
	}
	return nil
}

// cpuFeatures names what the vector arithmetic of ONNX Runtime can use here.
func cpuFeatures() []string {
	var have []string
	for _, f := range []struct {
		name string
		on   bool
	}{
		{"avx2", cpu.X86.HasAVX2},
		{"fma", cpu.X86.HasFMA},
		{"avx512f", cpu.X86.HasAVX512F},
		{"avx512vnni", cpu.X86.HasAVX512VNNI},
		{"amx-int8", cpu.X86.HasAMXInt8},
		{"neon", cpu.ARM64.HasASIMD},
		{"dotprod", cpu.ARM64.HasASIMDDP},
	} {
		if f.on {
			have = append(have, f.name)
		}
	}
	if len(have) == 0 {
		have = append(have, "no vector extensions known")
	}
	return have
}
