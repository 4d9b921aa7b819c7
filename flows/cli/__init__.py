"""The command line `dragoman`. Every heavy library is imported inside the command that needs it, so `--help` stays quick."""

from flows.cli.main import main

__all__ = ["main"]
