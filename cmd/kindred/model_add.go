package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/embed/ort"
	"github.com/kindred-search/kindred/models"
	"github.com/kindred-search/kindred/models/hub"
)

func newModelAdd(g *settings) *cobra.Command {
	var name string
	c := &cobra.Command{
		Use:   "add NAME|DIR|URL",
		Short: "Bring a model: a known name, a folder, or the address of its page on a hub",
		Long: `Brings a model into the models folder, tries it, and only then lists it. A known
name (see ` + "`kindred model list`" + `) or an address is downloaded from the hub: HF_ENDPOINT
names another one, HF_TOKEN opens gated models. A download that was interrupted
goes on where it stopped when the command is run again.`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			// Without a runtime the model could not be tried: better to know before the download.
			if _, err := ort.Find(ort.Options{Path: g.runtime}); err != nil {
				return err
			}
			a, err := newAddition(args[0], name)
			if err != nil {
				return err
			}
			dimension, err := a.run(c.Context(), embed.Options{Runtime: g.runtime}, newProgress(c.ErrOrStderr()))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s is ready, %d dimensions: use it with --model %s\n", a.name, dimension, a.name)
			return err
		},
	}
	c.Flags().StringVar(&name, "name", "", "what to call it (default: the last part of the folder or address)")
	return c
}

// addition is a model on its way into the models folder.
type addition struct {
	name  string
	bring func(ctx context.Context, dir string, progress hub.Progress) error
}

// newAddition reads what the user wants: an address, a folder, a known name.
func newAddition(what, name string) (addition, error) {
	var a addition
	switch {
	case strings.Contains(what, "://"):
		endpoint, repository, err := hub.ParseURL(what)
		if err != nil {
			return a, err
		}
		a = addition{path.Base(repository.Name), func(ctx context.Context, dir string, p hub.Progress) error {
			return download(ctx, &hub.Client{Endpoint: endpoint}, repository, models.Model{}, dir, p)
		}}
	case isDir(what):
		from, err := filepath.Abs(what)
		if err != nil {
			return a, fmt.Errorf("cannot add %s: %w", what, err)
		}
		a = addition{filepath.Base(from), func(_ context.Context, dir string, _ hub.Progress) error {
			return copyFolder(from, dir)
		}}
	default:
		known, err := models.Find(what)
		if err != nil {
			return a, fmt.Errorf("%w; or give a folder, or the address of a model's page", err)
		}
		a = addition{known.Name, func(ctx context.Context, dir string, p hub.Progress) error {
			return download(ctx, &hub.Client{}, hub.Repository{Name: known.Repository}, known, dir, p)
		}}
	}
	if name != "" {
		a.name = name
	}
	if a.name != filepath.Base(a.name) || strings.HasPrefix(a.name, ".") || a.name == models.BuiltinName {
		return a, fmt.Errorf("%q cannot be a model's name: choose another with --name, without slashes and a leading dot", a.name)
	}
	return a, nil
}

// run brings the files beside where they will be, tries the model, and moves
// it into place: what is listed works. It returns the dimension.
func (a addition) run(ctx context.Context, o embed.Options, progress hub.Progress) (int, error) {
	final := filepath.Join(modelsFolder(), a.name)
	incoming := filepath.Join(modelsFolder(), "."+a.name)
	if isDir(final) {
		return 0, fmt.Errorf("%s is already added: use it with --model %s, or delete %s and run this again", a.name, a.name, final)
	}
	if err := os.MkdirAll(incoming, 0o755); err != nil {
		return 0, fmt.Errorf("cannot make a folder for %s: %w", a.name, err)
	}
	if err := a.bring(ctx, incoming, progress); err != nil {
		os.Remove(incoming) // if nothing was brought; what was is worth going on with
		return 0, err
	}
	m, err := embed.Open(incoming, o)
	if err != nil {
		os.RemoveAll(incoming)
		return 0, fmt.Errorf("%s was brought and cannot be used, so it was deleted again: %w", a.name, err)
	}
	dimension := m.Dimension()
	if err := m.Close(); err != nil {
		return 0, err
	}
	if err := os.Rename(incoming, final); err != nil {
		return 0, fmt.Errorf("cannot put %s in place: %w", a.name, err)
	}
	return dimension, nil
}

// download brings the files that make a model. known says more than the
// repository itself, for a model of the list.
func download(ctx context.Context, c *hub.Client, r hub.Repository, known models.Model, dir string, progress hub.Progress) error {
	listing, err := c.List(ctx, r)
	if err != nil {
		return err
	}
	files, err := known.Files(listing.Names())
	if err != nil {
		return fmt.Errorf("%s: %w", r.Name, err)
	}
	if err := c.Fetch(ctx, listing, files, dir, progress); err != nil {
		return err
	}
	manifest := known.Manifest()
	if manifest == nil || slices.Contains(files, embed.ManifestFile) {
		return nil
	}
	if err := os.WriteFile(filepath.Join(dir, embed.ManifestFile), manifest, 0o644); err != nil {
		return fmt.Errorf("cannot write what is known of %s: %w; free some space and run this again", known.Name, err)
	}
	return nil
}

// copyFolder copies the files of a model that lies on disk; an earlier attempt
// is overwritten.
func copyFolder(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("cannot copy %s: %w", from, err)
	}
	// Hidden files and folders (.git, .cache) are no part of a model.
	if err := os.CopyFS(to, visible{os.DirFS(from)}); err != nil {
		return fmt.Errorf("cannot copy %s: %w", from, err)
	}
	return nil
}

// visible is a file system without the names that begin with a dot.
type visible struct{ fs.FS }

func (v visible) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(v.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") }), err
}
