package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// settings are the flags that every command takes.
type settings struct {
	model   string
	runtime string
}

func newRoot(s streams) *cobra.Command {
	var global settings
	root := &cobra.Command{
		Use:           "kindred",
		Short:         "Semantic search over paper abstracts, offline, from one binary",
		Version:       versionLine(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          usage(cobra.NoArgs),
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usageError{err, c.CommandPath()} })
	root.PersistentFlags().StringVar(&global.model, "model", "", "model to use, a `NAME` of kindred model list or a folder (default: the built-in one)")
	root.PersistentFlags().StringVar(&global.runtime, "runtime", "", "`PATH` of ONNX Runtime's library or its folder (default: found, see kindred setup; environment KINDRED_RUNTIME)")
	root.AddCommand(
		newSetup(&global),
		newEmbed(&global),
		newModel(&global),
		newEval(&global),
		newDoctor(&global),
		newVersion(),
		newDemo(&global),
	)
	return root
}

// usageError is a mistake in how a command was called.
type usageError struct {
	error
	command string
}

func (u usageError) Unwrap() error { return u.error }

// usage turns what an argument check finds into a usageError.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			if c.HasSubCommands() { // what cobra says of an unknown command names the near ones
				return usageError{err, c.CommandPath()}
			}
			return wrongUsage(c, "the call is `%s`, got %d arguments", c.UseLine(), len(args))
		}
		return nil
	}
}

// wrongUsage is for what only the command itself can find wrong.
func wrongUsage(c *cobra.Command, format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...), c.CommandPath()}
}
