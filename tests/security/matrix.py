"""Reading matrix.yaml, and what a reply means in its words."""

from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from tests.security.addresses import addresses, things_for
from tests.security.world import ROLES

SIGN_IN = "/tai-khoan/dang-nhap/"
FILE = Path(__file__).with_name("matrix.yaml")


def read() -> dict:
    return yaml.safe_load(FILE.read_text())


AT_WAGTAILS_DOORS = ["stranger", "trainer", "foreigner", "administrator", "superuser"]
"""Whoever does not edit is turned away before Wagtail is asked: one of them speaks for all."""


class Line:
    """One line of the matrix: an address with things in it, and what each role meets there."""

    roles = ROLES

    def __init__(self, title: str, given: dict, with_things):
        self.title = title
        self.name = title.partition(" ")[0]
        self.things = given.get("with", with_things)
        if isinstance(self.things, str):
            self.things = [self.things]
        self.query = given.get("query", {})
        self.form = given.get("form", {})
        self.expected = {method: words_of(given.get(method, "refused")) for method in ("get", "post")}
        self.writes = given.get("writes", "")


def words_of(text) -> dict[str, str]:
    """What each role meets: one word for all, two for strangers and the others, or eight in the order of ROLES."""
    words = ["no"] if text is False else str(text).split()  # YAML reads a lone no as false
    if len(words) == 1:
        words = words * len(ROLES)
    elif len(words) == 2:
        words = [words[0], *[words[1]] * (len(ROLES) - 1)]
    assert len(words) == len(ROLES), f"{len(words)} words for {len(ROLES)} roles: {text}"
    return dict(zip(ROLES, words, strict=True))


def lines() -> list[Line]:
    """The lines of the matrix, for every address that has one: ours by name, Wagtail's by the first pattern that fits."""
    matrix = read()
    made, seen = [], set(matrix["left out"])
    by_name = {address.name: address for address in addresses()}
    for title, given in matrix["ours"].items():
        address = by_name.get(title.partition(" ")[0])
        made.append(Line(title, given, things_for(address) if address else None))
        seen.add(made[-1].name)
    for address in addresses():
        if address.name in seen:
            continue
        rule = next(
            (rule for glob, rule in matrix["wagtail"].items() if fnmatchcase(address.name, glob)), None
        )
        if rule is None:
            continue
        given = rule if isinstance(rule, dict) else {"get": rule}
        given = given | {"get": matrix["rules"].get(given["get"], given["get"])}
        line = Line(address.name, given, things_for(address))
        line.roles = AT_WAGTAILS_DOORS
        line.expected["post"] = {
            role: word if word == "no" else "unasked" for role, word in line.expected["get"].items()
        }
        made.append(line)
        seen.add(address.name)
    return made


def unlisted() -> list[str]:
    listed = {line.name for line in lines()} | set(read()["left out"])
    return [address.name for address in addresses() if address.name not in listed]


def gone() -> list[str]:
    known = {address.name for address in addresses()}
    return [title for title in [*read()["ours"], *read()["left out"]] if title.partition(" ")[0] not in known]


def word_for(reply) -> str:
    """A reply in one word: `in` sends to the sign-in, otherwise the status."""
    if reply.status_code == 302 and reply.location.startswith(SIGN_IN):
        return "in"
    return str(reply.status_code)


def fits(word: str, reply) -> bool:
    """Whether a reply is what the matrix says: an exact status, `in`, `no`, `yes`, `refused`, `any`."""
    said = word_for(reply)
    turned_away = said in {"in", "401", "403", "404"} or (
        said == "302" and reply.location in {"/quan-tri/", "/tai-khoan/hai-lop/"}
    )
    meanings = {
        "no": turned_away or said == "405",
        "yes": not turned_away and not said.startswith("5"),
        "refused": turned_away or said == "405",
        "any": not said.startswith("5"),
    }
    return meanings.get(word, word == said)
