"""The whole way as plain functions (`steps`), and its two doors: the command line (`cli`) and Prefect (the flow files)."""
