"""One question as a QTI 3.0 item: what is asked, what is right, and how that counts."""

import re
from xml.etree.ElementTree import Element, SubElement  # only builds and writes  # nosec B405

from quizzes.exchange import plain
from quizzes.exchange.item import WHOLE, Accepted, Gap, Item, Number

_ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_MARKER = re.compile(r"\[\[([0-9]{1,2})\]\]")


def item_element(item: Item, number: int) -> Element:
    identifier = f"question-{number:04}"
    root = Element("qti-assessment-item", xmlns=_ITEM, identifier=identifier)
    root.attrib |= {
        "title": item.code or identifier,
        "adaptive": "false",
        "time-dependent": "false",
        "xml:lang": "vi",
    }
    body = Element("qti-item-body")
    processing = _interaction(item, root, body)
    _outcome(root, "SCORE", "0")
    if item.points is not None:
        _outcome(root, "MAXSCORE", plain.written(item.points))
    if item.explanation:
        SubElement(
            root,
            "qti-outcome-declaration",
            identifier="FEEDBACK",
            cardinality="single",
            **{"base-type": "identifier"},
        )
    root.append(body)
    if processing is not None:
        root.append(processing)
    if item.explanation:
        feedback = SubElement(
            root,
            "qti-modal-feedback",
            identifier="EXPLANATION",
            **{"outcome-identifier": "FEEDBACK", "show-hide": "show"},
        )
        _paragraphs(SubElement(feedback, "qti-content-body"), item.explanation)
    return root


def _outcome(root: Element, name: str, value: str) -> None:
    outcome = SubElement(
        root, "qti-outcome-declaration", identifier=name, cardinality="single", **{"base-type": "float"}
    )
    SubElement(SubElement(outcome, "qti-default-value"), "qti-value").text = value


def _declare(root: Element, name: str, cardinality: str, base: str, right: list[str]) -> Element:
    declaration = SubElement(
        root, "qti-response-declaration", identifier=name, cardinality=cardinality, **{"base-type": base}
    )
    if right:
        values = SubElement(declaration, "qti-correct-response")
        for value in right:
            SubElement(values, "qti-value").text = value
    return declaration


def _paragraphs(parent: Element, text: str) -> None:
    for line in text.split("\n"):
        SubElement(parent, "p").text = line


def _by(template: str) -> Element:
    return Element("qti-response-processing", template=f"{_TEMPLATES}/{template}.xml")


def _interaction(item: Item, root: Element, body: Element) -> Element | None:
    match item.kind:
        case "blanks":
            return _blanks(item, root, body)
        case "numeric" | "short":
            _paragraphs(body, item.text)
            gap = Gap(
                "number" if item.kind == "numeric" else "text", number=item.number, accepted=item.accepted
            )
            _entry(SubElement(body, "p"), root, "RESPONSE", gap)
            return _of_entries([("RESPONSE", gap)])
    _paragraphs(body, item.text)
    match item.kind:
        case "matching":
            return _matching(item, root, body)
        case "ordering":
            names = [f"O{place}" for place in range(1, len(item.options) + 1)]
            _declare(root, "RESPONSE", "ordered", "identifier", names)
            _choices(body, "qti-order-interaction", names, item.options, shuffle="true")
            return _by("match_correct")
        case "essay":
            _declare(root, "RESPONSE", "single", "string", [])
            SubElement(body, "qti-extended-text-interaction", **{"response-identifier": "RESPONSE"})
            return None
    names = [f"O{place}" for place in range(1, len(item.options) + 1)]
    cardinality = "multiple" if item.kind == "multiple" else "single"
    _declare(root, "RESPONSE", cardinality, "identifier", [names[place] for place in item.right])
    most = "0" if item.kind == "multiple" else "1"
    shuffle = "false" if item.kind == "true_false" else "true"
    _choices(
        body,
        "qti-choice-interaction",
        names,
        item.options,
        item.fixed,
        shuffle=shuffle,
        **{"max-choices": most},
    )
    return _by("match_correct")


def _choices(body: Element, kind: str, names: list[str], options, fixed=(), **attributes: str) -> None:
    interaction = SubElement(body, kind, {"response-identifier": "RESPONSE", **attributes})
    for place, (name, option) in enumerate(zip(names, options, strict=True)):
        stays = {"fixed": "true"} if place in fixed else {}
        SubElement(interaction, "qti-simple-choice", identifier=name, **stays).text = option


def _matching(item: Item, root: Element, body: Element) -> Element:
    pairs = [f"P{n} T{target + 1}" for n, target in enumerate(item.right, start=1)]
    _declare(root, "RESPONSE", "multiple", "directedPair", pairs)
    interaction = SubElement(
        body,
        "qti-match-interaction",
        {"response-identifier": "RESPONSE", "shuffle": "true", "max-associations": str(len(pairs))},
    )
    for letter, words, most in (("P", item.prompts, "1"), ("T", item.options, "0")):
        choices = SubElement(interaction, "qti-simple-match-set")
        for n, text in enumerate(words, start=1):
            SubElement(
                choices, "qti-simple-associable-choice", {"identifier": f"{letter}{n}", "match-max": most}
            ).text = text
    return _by("match_correct")


def _blanks(item: Item, root: Element, body: Element) -> Element:
    entries = []
    for line in item.text.split("\n"):
        paragraph = SubElement(body, "p")
        parts = _MARKER.split(line)
        paragraph.text = parts[0]
        for number, after in zip(parts[1::2], parts[2::2], strict=True):
            gap = item.gaps[int(number) - 1]
            entries.append((f"GAP{number}", gap))
            _entry(paragraph, root, f"GAP{number}", gap).tail = after
    return _of_entries(entries)


def _entry(parent: Element, root: Element, name: str, gap: Gap) -> Element:
    if gap.takes == "choice":
        names = [f"O{place}" for place in range(1, len(gap.options) + 1)]
        cardinality = "single" if len(gap.right) == 1 else "multiple"
        _declare(root, name, cardinality, "identifier", [names[place] for place in gap.right])
        interaction = SubElement(
            parent, "qti-inline-choice-interaction", {"response-identifier": name, "shuffle": "true"}
        )
        for choice, option in zip(names, gap.options, strict=True):
            SubElement(interaction, "qti-inline-choice", identifier=choice).text = option
        return interaction
    if gap.takes == "number":
        _declare(root, name, "single", "float", [plain.written(gap.number.value)] if gap.number else [])
    else:
        _declare_words(root, name, gap.accepted)
    return SubElement(parent, "qti-text-entry-interaction", {"response-identifier": name})


def _declare_words(root: Element, name: str, accepted: tuple[Accepted, ...]) -> None:
    right = [one.text for one in accepted if one.share == WHOLE][:1]
    declaration = _declare(root, name, "single", "string", right)
    mapping = SubElement(declaration, "qti-mapping", {"default-value": "0"})
    for one in accepted:
        SubElement(
            mapping,
            "qti-map-entry",
            {"map-key": one.text, "mapped-value": f"{float(one.share):.9f}", "case-sensitive": "false"},
        )


def _of_entries(entries: list[tuple[str, Gap]]) -> Element:
    """Every blank counts alike: words by their mapping, numbers within their tolerance, choices if right."""
    processing = Element("qti-response-processing")
    for name, gap in entries:
        if gap.takes == "text":
            total = SubElement(SubElement(processing, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
            SubElement(total, "qti-variable", identifier="SCORE")
            SubElement(total, "qti-map-response", identifier=name)
            continue
        condition = SubElement(SubElement(processing, "qti-response-condition"), "qti-response-if")
        if gap.takes == "number" and gap.number is not None:
            test = SubElement(condition, "qti-equal", _tolerance(gap.number))
        else:
            test = SubElement(condition, "qti-match")
        SubElement(test, "qti-variable", identifier=name)
        SubElement(test, "qti-correct", identifier=name)
        total = SubElement(SubElement(condition, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
        SubElement(total, "qti-variable", identifier="SCORE")
        SubElement(total, "qti-base-value", {"base-type": "float"}).text = "1"
    return processing


def _tolerance(number: Number) -> dict[str, str]:
    if not number.tolerance:
        return {"tolerance-mode": "exact"}
    told = plain.written(number.tolerance * 100 if number.relative else number.tolerance)
    return {"tolerance-mode": "relative" if number.relative else "absolute", "tolerance": f"{told} {told}"}
