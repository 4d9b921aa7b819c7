"""Is every number, date and name of the source in the English? Quantities, checks, findings and the reports about them."""
