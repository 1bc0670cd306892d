package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

// settings are the flags that every command takes.
type settings struct {
	data    string
	model   string
	index   string
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
	root.PersistentFlags().StringVar(&global.data, "data", "", "`PATH` of the store (default "+defaultData()+"; environment KINDRED_DATA)")
	root.PersistentFlags().StringVar(&global.model, "model", "", "model to use, a `NAME` of kindred model list or a folder (default: the built-in one)")
	root.PersistentFlags().StringVar(&global.runtime, "runtime", "", "`PATH` of ONNX Runtime's library or its folder (default: found, see kindred setup; environment KINDRED_RUNTIME)")
	root.PersistentFlags().StringVar(&global.index, "index", "auto", "`KIND` of index that vectors are searched with: auto, flat, hnsw or coder")
	complete(root, "index", "auto", "flat", "hnsw", "coder")
	for _, g := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Papers in:", []*cobra.Command{newIndex(&global), newPull(&global), newWatch(&global), newDelete(&global), newVote(&global)}},
		{"Answers out:", []*cobra.Command{newSearch(&global), newRelated(&global), newList(&global), newShow(&global), newExport(&global), newServe(&global)}},
		{"Looking after it:", []*cobra.Command{newSetup(&global), newStats(&global), newCheck(&global), newBackup(&global), newCompact(&global), newDoctor(&global), newVersion()}},
		{"Models:", []*cobra.Command{newModel(&global), newEmbed(&global), newEval(&global)}},
	} {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.title
		}
		root.AddCommand(g.commands...)
	}
	return root
}

// complete lists what the shell offers for a flag.
func complete(c *cobra.Command, flag string, values ...string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic("internal error: " + err.Error()) // no flag of that name
	}
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

// asFlag names a parameter of the engine as the flag that it is here.
func asFlag(c *cobra.Command, err error) error {
	var p *kindred.ParameterError
	if !errors.As(err, &p) {
		return err
	}
	flag := strings.ReplaceAll(p.Name, "_", "-")
	if c.Flags().Lookup(flag) == nil {
		return wrongUsage(c, "%w", err)
	}
	return wrongUsage(c, "--%s is %s; need %s", flag, p.Got, p.Need)
}
