"""Reports that people put together themselves: rows, columns, filters and grouping from lists kept here.

What an address may ask for is the key of something in `subjects`; no text of an address ever becomes part of a query.
"""
