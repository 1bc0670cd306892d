package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/models"
	"github.com/kindred-search/kindred/models/hub"
)

// fromHub is the addition of a repository. known says more than the repository
// itself, for a model of the list.
func fromHub(c *hub.Client, r hub.Repository, known models.Model) addition {
	return addition{path.Base(r.Name), func(ctx context.Context, dir string, progress hub.Progress) error {
		listing, err := c.List(ctx, r)
		if err != nil {
			return err
		}
		files, err := known.Files(listing.Names())
		if err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
		manifest := known.Manifest()
		if manifest != nil { // what we know stands above a file of that name, which may be another program's
			files = slices.DeleteFunc(files, func(name string) bool { return name == embed.ManifestFile })
		}
		if err := c.Fetch(ctx, listing, files, dir, progress); err != nil || manifest == nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, embed.ManifestFile), manifest, 0o644); err != nil {
			return fmt.Errorf("cannot write what is known of %s: %w; free some space and run this again", known.Name, err)
		}
		return nil
	}}
}

// copyModel copies the files that make a model, and no others of the folder,
// which may hold the weights in three more formats. Links are followed: the
// caches of other programs consist of them. An earlier attempt is overwritten.
func copyModel(from, to string) error {
	var names []string
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(from, name)
		names = append(names, filepath.ToSlash(relative))
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot list %s: %w; give a folder that you may read", from, err)
	}
	files, err := models.Model{Graph: declaredGraph(from)}.Files(names)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	for _, name := range files {
		if err := copyFile(filepath.Join(from, filepath.FromSlash(name)), filepath.Join(to, filepath.FromSlash(name))); err != nil {
			// A copy is not gone on with, and what there is of it may fill the disk.
			return errors.Join(fmt.Errorf("cannot copy %s of %s: %w; free some space, or make the file readable, and run this again", name, from, err), os.RemoveAll(to))
		}
	}
	return nil
}

// declaredGraph is the graph that a folder's model.json names; "" without one.
// What else is wrong with the file is said when the model is opened.
func declaredGraph(dir string) string {
	var manifest struct {
		File string `json:"file"`
	}
	if data, err := os.ReadFile(filepath.Join(dir, embed.ManifestFile)); err == nil {
		json.Unmarshal(data, &manifest)
	}
	return manifest.File
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() {
		if e := out.Close(); err == nil {
			err = e
		}
	}()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
