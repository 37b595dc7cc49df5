"""The demo dataset: invented districts, written as files the way districts have them.

Here: everything that invents data. Not here: reading it (`helpers.readers`). All numbers are
invented; facts of the plans are told in our own words. The same bytes come out on every run
and machine: draws come from named seeds, archives are stored without compression.
"""
