"""User names made from names, so that nobody has to invent one."""

import re

import vietnamese


def username_for(full_name: str) -> str:
    """Given name and the initials of the rest: `anhntn` for Nguyễn Thị Ngọc Ánh; `canbo` where nothing is left."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in vietnamese.fold(full_name).split()]
    *others, given = [word for word in words if word] or ["canbo"]
    return (given + "".join(word[0] for word in others))[:50]


def next_free(wanted: str, taken: set[str]) -> str:
    """The wanted user name, or with the lowest number from 2 that nobody has."""
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted}{number}"
    return name
