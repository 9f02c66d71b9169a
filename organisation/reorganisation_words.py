"""Changes of units, and what they do, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import vietnamese
from organisation.models import Unit


def in_words(changes: list[dict]) -> list[str]:
    """A sentence a change; one statement for the names of all."""
    codes = {code for change in changes for code in codes_of(change)}
    names = {
        code: str(name) for code, name in Unit.objects.filter(code__in=codes).values_list("code", "name")
    }
    names |= {change["code"]: change["name"] for change in changes if change["kind"] == "found"}

    def name(code) -> str:
        return f"{names.get(code, '?')} ({code})"

    def all_of(some) -> str:
        return "; ".join(map(name, some))

    sentences = []
    for change in changes:
        match change["kind"]:
            case "found":
                sentence = _("New: %(unit)s, under %(above)s") % {
                    "unit": name(change["code"]),
                    "above": name(change["under"]),
                }
            case "merge":
                sentence = _("Merge into %(unit)s: %(units)s") % {
                    "unit": name(change["into"]),
                    "units": all_of(change["units"]),
                }
            case "split":
                sentence = _("%(unit)s ends; its successors: %(heirs)s") % {
                    "unit": name(change["unit"]),
                    "heirs": all_of(change["heirs"]) or "–",
                }
            case "rename":
                sentence = _("%(unit)s is called %(name)s from then on") % {
                    "unit": name(change["unit"]),
                    "name": change["name"],
                }
            case _kind:
                sentence = _("%(unit)s comes under %(above)s") % {
                    "unit": name(change["unit"]),
                    "above": name(change["under"]),
                }
        sentences.append(sentence)
    return sentences


def codes_of(change: dict) -> list[str]:
    """The codes of every unit that a change names."""
    single = [change[key] for key in ("into", "unit", "under") if change.get(key)]
    return [*single, *change.get("units", ()), *change.get("heirs", ())]


def effect_words(effects: dict[str, int]) -> list[str]:
    """What happens to how many, one sentence each; nothing that does not happen."""
    sentences = {
        "ended": lambda count: ngettext("%(count)s unit ends", "%(count)s units end", count),
        "founded": lambda count: ngettext("%(count)s new unit", "%(count)s new units", count),
        "moved": lambda count: ngettext(
            "%(count)s unit comes under another one", "%(count)s units come under another one", count
        ),
        "renamed": lambda count: ngettext(
            "%(count)s unit gets a new name", "%(count)s units get a new name", count
        ),
        "people": lambda count: ngettext(
            "%(count)s person works in another unit from then on",
            "%(count)s people work in another unit from then on",
            count,
        ),
        "carried": lambda count: ngettext(
            "%(count)s person comes under another unit with their own",
            "%(count)s people come under another unit with their own",
            count,
        ),
        "administrators": lambda count: ngettext(
            "%(count)s administration of a unit that ends",
            "%(count)s administrations of units that end",
            count,
        ),
        "enrolments": lambda count: ngettext(
            "%(count)s open course moves with its learner",
            "%(count)s open courses move with their learners",
            count,
        ),
    }
    return [
        words(effects[name]) % {"count": vietnamese.format_number(effects[name])}
        for name, words in sentences.items()
        if effects.get(name)
    ]
