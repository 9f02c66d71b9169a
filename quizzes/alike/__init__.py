"""Which questions of the bank say nearly the same."""
