package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/models"
)

// openModel opens the model that --model names: nothing or the built-in name,
// a folder, a model that was added, in this order.
func openModel(g *settings) (*embed.Model, error) {
	o := embed.Options{Runtime: g.runtime}
	if g.model == "" || g.model == models.BuiltinName {
		return embed.OpenFS(models.Builtin(), models.BuiltinName, o)
	}
	dir, err := modelDir(g.model)
	if err != nil {
		return nil, err
	}
	return embed.Open(dir, o)
}

// modelDir finds the folder of a model other than the built-in one: a path is
// a path, a bare name is that of an added model, so that what a command means
// does not depend on where it is typed.
func modelDir(name string) (string, error) {
	if isPath(name) {
		return name, nil
	}
	added := modelsFolder()
	if dir := filepath.Join(added, name); isDir(dir) {
		return dir, nil
	}
	if isDir(name) {
		return "", fmt.Errorf("no model is called %q; for the folder of that name here, say .%c%s", name, filepath.Separator, name)
	}
	known, err := models.Find(name)
	if err != nil {
		return "", fmt.Errorf("%w; added models are in %s", err, added)
	}
	return "", fmt.Errorf("the model %s is known but not on this machine: bring it with `kindred model add %s`", known.Name, known.Name)
}

// isPath reports whether an argument means a folder and not a name.
func isPath(s string) bool {
	return s == "." || s == ".." || strings.ContainsAny(s, "/"+string(filepath.Separator))
}

// modelsFolder is where `kindred model add` puts models. The environment
// variable KINDRED_MODELS moves it.
func modelsFolder() string {
	if dir := os.Getenv("KINDRED_MODELS"); dir != "" {
		return dir
	}
	return filepath.Join(dataFolder(), "models")
}

// dataFolder is the user's folder for what Kindred keeps, as the operating
// system has it.
func dataFolder() string { return filepath.Join(xdg.DataHome, "kindred") }

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
