"""Where the starter content lies, and how it is read."""

import csv
import tomllib
from pathlib import Path

CONTENT = Path(__file__).parent / "content"


def read_toml(*parts: str) -> dict:
    return tomllib.loads(CONTENT.joinpath(*parts).read_text(encoding="utf-8"))


def read_communes() -> list[dict[str, str]]:
    """The 166 communes and wards of the province: code, kind, name, gso_name, former_area …"""
    with (CONTENT / "communes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
