"""The pages, tables and files that a run leaves for its readers."""
