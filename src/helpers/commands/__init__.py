"""The command line: parse, call, print, turn errors into exit codes.

Here: one module per group of commands (`reports`, …), the options they share (`options`),
what goes to stdout and stderr (`output`), Russian help and usage messages (`russian`) and
the one place that catches exceptions (`guard`). Not here: any work that a notebook or a
test would want to call; a command function parses, calls one function of a lower floor and
prints what it returned.
"""
