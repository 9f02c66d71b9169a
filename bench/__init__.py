"""Benchmarks: what the site reaches, as a ratio to a floor measured in the same run. `script/bench` runs them.

The server under test runs the site's own settings and knows nothing of this package. The floors run beside it, in a
second server with the barest settings (`bench.floor_settings`), on the same database.
"""
