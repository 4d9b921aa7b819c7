"""One check a file; each registers itself (see `qa.checks.registry`)."""
