package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/pprof/profile"
)

type stagesResult struct {
	Import *imported `json:"import,omitempty"` // of which the profile is; absent when it was there
	Shares []share   `json:"shares"`
}

// stages makes the profile of an import, unless -profile names one that is there, and
// draws it.
func (b *bench) stages(ctx context.Context) error {
	var r stagesResult
	name := b.profile
	if name == "" {
		name = b.file("import.pprof")
		var err error
		if r.Import, err = b.profiled(ctx, name); err != nil {
			return err
		}
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := profile.Parse(f)
	if err != nil {
		return fmt.Errorf("cannot read the profile %s: %w; give one that KINDRED_CPUPROFILE made, or none", name, err)
	}
	all := samples(p)
	r.Shares = byStage(all)
	if err := b.drawFlame(all); err != nil {
		return err
	}
	return b.write("stages.json", r)
}

// profiled writes the profile of an import of all records into a store that is removed
// again.
func (b *bench) profiled(ctx context.Context, name string) (*imported, error) {
	files, err := b.first(0)
	if err != nil {
		return nil, err
	}
	store := b.file("profiled.db")
	if err := removeStore(store); err != nil {
		return nil, err
	}
	i, err := b.index(ctx, store, files, "KINDRED_CPUPROFILE="+name)
	if err != nil {
		return nil, err
	}
	return &i, removeStore(store)
}

func (b *bench) drawFlame(all []sampled) (err error) {
	f, err := os.Create(filepath.Join(b.docs, "import-flame.svg"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return flame(f, "Processor time of an import, by stage and function", all)
}
