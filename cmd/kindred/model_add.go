package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
name (see ` + "`kindred model list`" + `), OWNER/NAME or an address is downloaded from the hub:
HF_ENDPOINT names another one, HF_TOKEN opens gated models. A download that was interrupted
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

// newAddition reads what the user wants: an address, a folder, OWNER/NAME on the
// hub, a known name.
func newAddition(what, name string) (addition, error) {
	var a addition
	switch {
	case strings.Contains(what, "://"):
		endpoint, repository, err := hub.ParseURL(what)
		if err != nil {
			return a, err
		}
		a = fromHub(&hub.Client{Endpoint: endpoint}, repository, models.Model{})
	case isPath(what) && isDir(what):
		from, err := filepath.Abs(what)
		if err != nil {
			return a, fmt.Errorf("cannot add %s: %w", what, err)
		}
		a = addition{filepath.Base(from), func(_ context.Context, dir string, _ hub.Progress) error {
			return copyModel(from, dir)
		}}
	case isRepository(what):
		a = fromHub(&hub.Client{}, hub.Repository{Name: what}, models.Model{})
	case isPath(what):
		return a, fmt.Errorf("there is no folder %s; give one that holds model.onnx and tokenizer.json", what)
	default:
		known, err := models.Find(what)
		if err != nil {
			return a, fmt.Errorf("%w; for a folder say ./%s, for a repository of the hub OWNER/NAME", err, what)
		}
		a = fromHub(&hub.Client{}, hub.Repository{Name: known.Repository}, known)
		a.name = known.Name
	}
	if name != "" {
		a.name = name
	}
	if a.name != filepath.Base(a.name) || strings.HasPrefix(a.name, ".") || a.name == models.BuiltinName {
		return a, fmt.Errorf("%q cannot be a model's name: choose another with --name, without slashes and a leading dot", a.name)
	}
	return a, nil
}

// isRepository reports whether an argument reads OWNER/NAME.
func isRepository(s string) bool {
	owner, name, ok := strings.Cut(s, "/")
	return ok && owner != "" && name != "" && owner[0] != '.' && owner[0] != '~' && !strings.Contains(name, "/")
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
		for _, fault := range []error{embed.ErrNoModel, embed.ErrUnsupported, embed.ErrMismatch} {
			if errors.Is(err, fault) { // it will be no better next time
				return 0, errors.Join(fmt.Errorf("%s cannot be used and was not added: %w", a.name, err), os.RemoveAll(incoming))
			}
		}
		return 0, fmt.Errorf("%s was brought to %s and could not be tried: %w; run this again to go on", a.name, incoming, err)
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
