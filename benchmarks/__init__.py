"""Measurements of the workbook; nothing here is a test and nothing asserts a time."""
