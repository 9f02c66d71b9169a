"""The demo province: the real units, invented people, and the learning they have done.

It exists only where DEMO=1 is set.
"""
