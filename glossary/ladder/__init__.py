"""The enforcement ladder: ways to bring a missing term into the English with an unmodified model, each candidate checked."""
