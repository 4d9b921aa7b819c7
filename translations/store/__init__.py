"""The model store: OPUS-MT releases fetched, verified, converted, measured and served by language."""
