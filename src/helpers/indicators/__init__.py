"""Indicators: tables of the store → values with numerator, denominator and interval.

Here: arithmetic without files. `catalogue` says what each indicator is, `values` what a row of
results looks like. Not here: reading and storing, pictures and sentences.
"""
