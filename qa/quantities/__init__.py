"""Quantities of a text: numbers, dates, weekdays, percentages, money, measures, with exact values."""

from qa.quantities.extract import extract
from qa.quantities.records import Quantity

__all__ = ["Quantity", "extract"]
