"""QTI 3.0 out: a package of one item a question, with what QTI has no place for in the manifest's metadata."""

import io
import re
import zipfile
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring  # only builds and writes  # nosec B405

from quizzes.exchange import plain, tags
from quizzes.exchange.item import WHOLE, Accepted, Gap, Item, Number, Written, losses_of

NAME, EXTENSION = "QTI 3.0", "zip"
KINDS = frozenset(
    {"single", "multiple", "true_false", "matching", "ordering", "numeric", "short", "blanks", "essay"}
)
CARRIED = frozenset({"code", "category", "difficulty", "citations", "explanation", "points", "tags", "fixed"})

_ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_MARKER = re.compile(r"\[\[([0-9]{1,2})\]\]")
_A_DAY = datetime(2026, 1, 1).timetuple()[:6]  # the same questions make the same bytes


def write(items: list[Item]) -> Written:
    """The questions as a package; what it cannot carry is named in `losses`."""
    file = io.BytesIO()
    manifest = Element("manifest", xmlns=_MANIFEST, identifier="questions")
    about = SubElement(manifest, "metadata")
    SubElement(about, "schema").text = "QTI Package"
    SubElement(about, "schemaversion").text = "3.0.0"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, item in enumerate((item for item in items if item.kind in KINDS), start=1):
            name = f"items/question-{number:04}.xml"
            _store(archive, name, _item(item, number))
            _resource(resources, item, number, name)
        _store(archive, "imsmanifest.xml", manifest)
    return Written(file.getvalue(), [*losses_of(items, CARRIED, KINDS)])


def _store(archive: zipfile.ZipFile, name: str, root: Element) -> None:
    entry = zipfile.ZipInfo(name, _A_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, tostring(root, encoding="utf-8", xml_declaration=True))


def _resource(resources: Element, item: Item, number: int, name: str) -> None:
    resource = SubElement(
        resources, "resource", identifier=f"resource-{number:04}", type="imsqti_item_xmlv3p0", href=name
    )
    lom = SubElement(SubElement(resource, "metadata"), "lom", xmlns=_LOM)
    general = SubElement(lom, "general")
    if item.code:
        identifier = SubElement(general, "identifier")
        SubElement(identifier, "catalog").text = "code"
        SubElement(identifier, "entry").text = item.code
    for tag in tags.marked(item):
        SubElement(SubElement(general, "keyword"), "string", language="vi").text = tag
    if item.category:
        path = SubElement(SubElement(lom, "classification"), "taxonPath")
        for category in item.category:
            SubElement(
                SubElement(SubElement(path, "taxon"), "entry"), "string", language="vi"
            ).text = category
    SubElement(resource, "file", href=name)


def _item(item: Item, number: int) -> Element:
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
