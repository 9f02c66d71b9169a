"""Questions in and out: every format reads to, and is written from, the one neutral `Item`.

`item` and the formats are plain modules; what touches the bank (`importing`, `previews`, `exporting`) is not.
"""
