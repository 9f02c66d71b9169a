"""Whether somebody was there often enough. Plain rules: no database, no clock."""


def is_enough(attended: int, sessions: int, share: int) -> bool:
    """Whether `attended` of `sessions` is at least `share` per cent; a class without sessions was attended by nobody."""
    return sessions > 0 and attended * 100 >= share * sessions


def needed(sessions: int, share: int) -> int:
    """The least number of sessions that is at least `share` per cent of them."""
    return -(-sessions * share // 100)
