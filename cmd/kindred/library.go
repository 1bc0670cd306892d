package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

// readLibrary reads the papers of files as an import would, none of no files. What
// is no paper is told and left out.
func readLibrary(c *cobra.Command, files []string) (library []corpus.Paper, err error) {
	in := &input{intake: intake{err: c.ErrOrStderr()}, files: files, in: c.InOrStdin()}
	if _, err := in.look(); err != nil {
		return nil, err
	}
	for p, err := range in.all(c.Context()) {
		if err != nil {
			return nil, fmt.Errorf("cannot read the library: %w", err)
		}
		if library = append(library, p); len(library) > kindred.MaxLibrary {
			return nil, fmt.Errorf("the library has more than %d papers; give one with fewer", kindred.MaxLibrary)
		}
	}
	if len(files) > 0 && len(library) == 0 {
		return nil, fmt.Errorf("the library has no papers in it: %s; see `kindred index --help` for what can be read", strings.Join(files, ", "))
	}
	return library, nil
}

// because says of which papers of a library a result is near to.
func (s screen) because(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return s.paint("    near "+printable(strings.Join(near, " and ")), faint) + "\n"
}
