package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/embed/ort"
)

func newSetup(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "setup",
		Short: "Find or bring ONNX Runtime, verify it, and say where it is",
		Long: `Looks for ONNX Runtime ` + ort.Needed + ` where --runtime says; without it beside the
program, in the user's cache folder and in the system's folders. If none is
found it is brought with npm into the cache folder, verified against a pinned
SHA-256.`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			log := slog.New(slog.NewTextHandler(c.ErrOrStderr(), &slog.HandlerOptions{ReplaceAttr: withoutTime}))
			lib, err := ort.Setup(c.Context(), ort.Options{Path: g.runtime, Log: log})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "ONNX Runtime %s is ready: %s (%s)\n", lib.Version, lib.Path, lib.Source)
			return err
		},
	}
}

// withoutTime leaves the time out of log lines meant for a person at a
// terminal.
func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && len(groups) == 0 {
		return slog.Attr{}
	}
	return a
}
