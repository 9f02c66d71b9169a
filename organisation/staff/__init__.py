"""A list of staff from outside: read from a file, understood row by row, compared with what is known.

`file` reads, `units` finds the unit that a row names, `rows` understands a row, `difference` says what it would change.
Nothing here writes.
"""
