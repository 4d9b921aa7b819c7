"""Numbers, dates, weekdays and months with their values, from a text in any language that has a table."""
