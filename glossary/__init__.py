"""Names and titles that must come out right: terms, their spellings, where they stand, what became of them."""
