"""Between a neutral `Item` and what the bank keeps: options and body with ids, and the key (shapes in `kinds`)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.authoring.markup import to_plain
from quizzes.exchange import plain
from quizzes.exchange.item import CHOSEN, Accepted, Gap, Item, Number, Shown


@dataclass
class Content:
    """`options` and `body` of a version, `right` of its key."""

    options: list[dict] = field(default_factory=list)
    body: dict = field(default_factory=dict)
    right: Any = field(default_factory=list)


class _Ids:
    """Ids for words: those that the same words had before, each once; new ones otherwise."""

    def __init__(self, *known: list[dict]) -> None:
        self.known: dict[str, list[dict]] = {}
        for piece in (piece for pieces in known for piece in pieces):
            self.known.setdefault(piece.get("text", ""), []).append(piece)

    def of(self, text: str) -> dict:
        """The piece that said so before, with its picture; else a new one."""
        before = self.known.get(text)
        return before.pop(0) if before else {"id": str(uuid.uuid4()), "text": text}

    def pieces(self, texts) -> list[dict]:
        return [self.of(text) for text in texts]


def content_of(item: Item, before: Content | None = None) -> Content:
    """What the bank keeps of an item. `before`: the version it changes, whose words keep their ids and pictures.

    A picture that the item brings stands there as {"digest", "alt"}, until `library.hang` puts the library's in its
    place.
    """
    before = before or Content()
    content = _content_of(item, before)
    options = list(content.options)
    for place, shown in item.option_pictures:
        options[place] = options[place] | {"picture": _brought(shown)}
    shows = {"picture": before.body["picture"]} if "picture" in before.body else {}
    if item.picture:
        shows = {"picture": _brought(item.picture)}
    return replace(content, options=options, body=content.body | shows)


def _brought(shown: Shown) -> dict:
    return {"digest": shown.digest, "alt": shown.alt}


def _content_of(item: Item, before: Content) -> Content:
    ids = _Ids(before.options)
    credit = {"credit": item.credit} if item.credit else {}
    match item.kind:
        case "single" | "multiple" | "true_false":
            options = ids.pieces(item.options)
            fixed = [options[place]["id"] for place in item.fixed]
            if not fixed:  # most formats say nothing of it
                stayed = before.body.get("fixed", ())
                fixed = [option["id"] for option in options if option["id"] in stayed]
            body = credit | ({"fixed": fixed} if fixed else {})
            return Content(options, body, [options[place]["id"] for place in item.right])
        case "ordering":
            in_order = ids.pieces(item.options)
            shown = sorted(
                in_order, key=lambda option: option["id"]
            )  # how they stand must not give the order away
            return Content(shown, {"credit": item.credit or "all"}, [option["id"] for option in in_order])
        case "matching":
            options = ids.pieces(item.options)
            prompts = _Ids(before.body.get("prompts", [])).pieces(item.prompts)
            pairs = zip(prompts, item.right, strict=True)
            right = {prompt["id"]: options[target]["id"] for prompt, target in pairs}
            return Content(options, {"prompts": prompts}, right)
        case "numeric" if item.number:
            share = before.right.get("unit_share", "0") if isinstance(before.right, dict) else "0"
            return Content([], {"units": list(item.units)}, _number_key(item.number) | {"unit_share": share})
        case "short":
            return Content([], {}, _words_key(item.accepted, item.tones))
        case "blanks":
            return _blanks(item, before)
        case "essay":
            return Content([], before.body, before.right or {})
    return Content([], {}, {})


def _number_key(number: Number) -> dict:
    return {
        "value": plain.written(number.value),
        "tolerance": plain.written(number.tolerance),
        "relative": number.relative,
        "unit": number.unit,
        "unit_share": "0",
    }


def _words_key(accepted: tuple[Accepted, ...], tones: bool) -> dict:
    told = [{"text": one.text, "share": _share(one.share)} for one in accepted]
    return {"accepted": told, "tones": tones}


def _share(share: Fraction) -> str:
    return f"{float(share):.7f}".rstrip("0").rstrip(".")


def _blanks(item: Item, before: Content) -> Content:
    known = before.body.get("gaps", [])
    gaps, right = [], {}
    for place, gap in enumerate(item.gaps):
        old = known[place] if place < len(known) and known[place]["takes"] == gap.takes else {}
        kept = {"id": old.get("id") or str(uuid.uuid4()), "takes": gap.takes}
        if gap.takes == "choice":
            kept["options"] = _Ids(old.get("options", [])).pieces(gap.options)
            right[kept["id"]] = [kept["options"][n]["id"] for n in gap.right]
        elif gap.takes == "number" and gap.number:
            right[kept["id"]] = _number_key(gap.number)
        else:
            right[kept["id"]] = _words_key(gap.accepted, gap.tones)
        gaps.append(kept)
    return Content([], {"gaps": gaps}, right)


def item_of(
    *, kind: str, text: str, content: Content, explanation: str = "", digests: Mapping[int, str], **about
) -> Item:
    """A question of the bank as an item: `digests` of pictures by their id, `about` the further fields of `Item`."""
    told = {"text": plain.lines(text), "explanation": plain.lines(to_plain(explanation)), **about}
    told["picture"] = _shown(content.body, digests)
    pictures = ((place, _shown(option, digests)) for place, option in enumerate(content.options))
    if kind in CHOSEN:
        told["option_pictures"] = tuple((place, shown) for place, shown in pictures if shown)
    texts = tuple(option["text"] for option in content.options)
    places = {option["id"]: place for place, option in enumerate(content.options)}
    right, body = content.right, content.body
    match kind:
        case "single" | "multiple" | "true_false":
            marked = tuple(sorted(places[id] for id in right if id in places))
            fixed = tuple(sorted(places[id] for id in body.get("fixed", ()) if id in places))
            credit = body.get("credit", "")
            return Item(kind, options=texts, right=marked, credit=credit, fixed=fixed, **told)
        case "ordering":
            credit = body.get("credit", "all").removeprefix("all")
            ordered = tuple(texts[places[id]] for id in right if id in places)
            return Item(kind, options=ordered, credit=credit, **told)
        case "matching":
            asked = [(p["text"], places[right[p["id"]]]) for p in body.get("prompts", []) if p["id"] in right]
            prompts, targets = tuple(p for p, _ in asked), tuple(t for _, t in asked)
            return Item(kind, options=texts, prompts=prompts, right=targets, **told)
        case "numeric":
            return Item(kind, number=_number(right), units=tuple(body.get("units", [])), **told)
        case "short":
            return Item(kind, accepted=_accepted(right), tones=bool(right and right.get("tones")), **told)
        case "blanks":
            gaps = tuple(_gap(gap, right.get(gap["id"])) for gap in body.get("gaps", []))
            return Item(kind, gaps=gaps, **told)
    return Item(kind, **told)


def _shown(piece: dict, digests: Mapping[int, str]) -> Shown | None:
    picture = piece.get("picture")
    return Shown(digests.get(picture["image"], ""), picture["alt"]) if picture else None


def _number(key: dict | None) -> Number | None:
    if not key or not key.get("value"):
        return None
    value, tolerance = Decimal(key["value"]), Decimal(key.get("tolerance") or 0)
    return Number(value, tolerance, bool(key.get("relative")), key.get("unit", ""))


def _accepted(key: dict | None) -> tuple[Accepted, ...]:
    forms = (key or {}).get("accepted", [])
    return tuple(
        Accepted(form["text"], plain.share(str(Decimal(form.get("share") or "1") * 100))) for form in forms
    )


def _gap(gap: dict, key) -> Gap:
    match gap["takes"]:
        case "choice":
            places = {option["id"]: place for place, option in enumerate(gap["options"])}
            right = tuple(places[id] for id in key or [] if id in places)
            return Gap("choice", options=tuple(option["text"] for option in gap["options"]), right=right)
        case "number":
            return Gap("number", number=_number(key))
    return Gap("text", accepted=_accepted(key), tones=bool(key and key.get("tones")))
