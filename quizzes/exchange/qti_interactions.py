"""The interactions of a QTI item, each read as the kind of question that it is here."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element  # only a type here  # nosec B405

from quizzes.exchange import plain, xml
from quizzes.exchange.item import TRUE_FALSE, WHOLE, Accepted, Gap, Item, Number, Reading, Shown
from quizzes.exchange.pictures import shown
from quizzes.exchange.qti_body import WHOLE_INTERACTIONS, Fetch, Told

_NUMBERS = {"float", "integer"}


@dataclass
class _Response:
    """A response declaration: what is right, and what entries are worth."""

    is_single: bool
    base: str
    right: list[str]
    worth: dict[str, Fraction]

    @classmethod
    def of(cls, declaration: Element) -> "_Response":
        right = [xml.words(value) for value in declaration.iterfind("correct-response/value")]
        worth = {}
        for entry in xml.elements(declaration, "map-entry"):
            try:
                worth[plain.one_line(entry.get("map-key", ""))] = Fraction(
                    plain.pointed(entry.get("mapped-value", "0"))
                )
            except ValueError:
                continue
        is_single = declaration.get("cardinality", "single") in {"single", "ordered"}
        return cls(is_single, declaration.get("base-type", "identifier"), right, worth)

    @property
    def counted(self) -> list[str]:
        """What is right, or else all that is worth something."""
        return self.right or [key for key, worth in self.worth.items() if worth > 0]


class Interactions:
    """One item being read: its interactions by their kind."""

    def __init__(self, reading: Reading, root: Element, body: Element, about: dict, fetch: Fetch) -> None:
        self.reading, self.root, self.body, self.about, self.fetch = reading, root, body, about, fetch
        self.place = about["place"]
        self.responses = {
            declaration.get("identifier", ""): _Response.of(declaration)
            for declaration in root.findall("response-declaration")
        }

    def item(self, inline: list[Element]) -> Item | None:
        whole = list(xml.elements(self.body, *WHOLE_INTERACTIONS))
        if len(whole) > 1 or (whole and inline and whole[0].tag != "gap-match-interaction"):
            self.reading.find("several_interactions", self.place, "kind")
            return None
        if not whole and not inline:
            self.reading.warn("description_left_out", self.place)
            return None
        if whole:
            return self.whole(whole[0], inline)
        alone = inline[0].get("response-identifier", "")
        if len(inline) == 1 and self.about["text"].endswith("\n[[1]]") and not alone.startswith("GAP"):
            return self.entry(inline[0])
        gaps = [self.gap(element) for element in inline]
        if any(gap is None for gap in gaps):
            self.reading.find("no_answer", self.place, "answer")
            return None
        return Item("blanks", gaps=tuple(gap for gap in gaps if gap), **self.about)

    def response(self, interaction: Element) -> _Response:
        found = self.responses.get(interaction.get("response-identifier", ""))
        return found or _Response(True, "identifier", [], {})

    def whole(self, interaction: Element, inline: list[Element]) -> Item | None:
        response = self.response(interaction)
        match interaction.tag:
            case "choice-interaction":
                return self.choice(interaction, response, list(interaction.findall("simple-choice")))
            case "hottext-interaction":
                return self.choice(interaction, response, list(xml.elements(interaction, "hottext")))
            case "order-interaction":
                return self.order(interaction, response)
            case "match-interaction":
                sets = interaction.findall("simple-match-set")
                prompts, targets = (list(part) for part in sets) if len(sets) == 2 else ([], [])
                return self.pairs(response, prompts, targets)
            case "associate-interaction":
                choices = interaction.findall("simple-associable-choice")
                firsts = {pair.split()[0] for pair in response.right if pair.strip()}
                prompts = [choice for choice in choices if choice.get("identifier") in firsts]
                targets = [choice for choice in choices if choice.get("identifier") not in firsts]
                return self.pairs(response, prompts, targets)
            case "gap-match-interaction":
                return self.gap_match(interaction, response, inline)
            case "slider-interaction":
                return self.numeric(response, interaction.get("response-identifier", ""))
        return Item("essay", **self.about)

    def words(self, element: Element) -> str:
        told = Told()
        text = plain.one_line(told.of(element))
        if told.images or told.has_media:
            self.reading.warn("pictures_left_out", self.place, "options")
        return text

    def words_and_picture(self, element: Element) -> tuple[str, Shown | None]:
        told = Told()
        text = plain.one_line(told.of(element))
        if told.has_media:
            self.reading.warn("media_left_out", self.place, "options")
        return text, shown(self.reading, told.pictures(self.fetch), self.place, "options")

    def choice(self, interaction: Element, response: _Response, choices: list[Element]) -> Item:
        words = [self.words_and_picture(choice) for choice in choices]
        options = tuple(text for text, _ in words)
        counted = set(response.counted)
        right = tuple(n for n, choice in enumerate(choices) if choice.get("identifier") in counted)
        if not right:
            self.reading.find("no_answer", self.place, "answer")
        kind = "single" if response.is_single else "multiple"
        folded = [plain.folded(option) for option in options]
        if kind == "single" and folded in (["dung", "sai"], ["true", "false"]):
            kind, options = "true_false", TRUE_FALSE
        fixed = tuple(n for n, choice in enumerate(choices) if choice.get("fixed") == "true")
        if len(fixed) == len(options) or kind == "true_false":
            fixed = ()  # nothing is shuffled at all
        pictures = tuple((n, picture) for n, (_, picture) in enumerate(words) if picture)
        credit = "partial" if kind == "multiple" and self.counts_by_map() else ""
        return Item(
            kind,
            options=options,
            right=right,
            fixed=fixed,
            credit=credit,
            option_pictures=pictures,
            **self.about,
        )

    def counts_by_map(self) -> bool:
        """Whether the item is marked by the standard's template that adds up what each answer is worth."""
        processing = self.root.find("response-processing")
        template = processing.get("template", "") if processing is not None else ""
        return template.rpartition("/")[2].removesuffix(".xml") == "map_response"

    def order(self, interaction: Element, response: _Response) -> Item:
        words = {
            choice.get("identifier"): self.words(choice) for choice in interaction.findall("simple-choice")
        }
        if sorted(response.right) != sorted(key or "" for key in words):
            self.reading.find("no_order", self.place, "answer", text="")
        ordered = [words[key] for key in response.right if key in words]
        return Item("ordering", options=tuple(ordered or words.values()), **self.about)

    def pairs(self, response: _Response, prompts: list[Element], targets: list[Element]) -> Item:
        places = {target.get("identifier"): n for n, target in enumerate(targets)}
        wanted = {}
        for pair in response.counted:
            first, _, second = pair.partition(" ")
            for prompt, target in ((first, second), (second, first)):
                if target in places and prompt not in places:
                    wanted.setdefault(prompt, places[target])
        asked = [prompt for prompt in prompts if prompt.get("identifier") in wanted]
        if not asked or len(asked) < len(prompts):
            self.reading.find("no_answer", self.place, "answer")
        return Item(
            "matching",
            options=tuple(self.words(target) for target in targets),
            prompts=tuple(self.words(prompt) for prompt in asked),
            right=tuple(wanted[prompt.get("identifier", "")] for prompt in asked),
            **self.about,
        )

    def gap_match(self, interaction: Element, response: _Response, inline: list[Element]) -> Item | None:
        texts = interaction.findall("gap-text")
        options = tuple(self.words(text) for text in texts)
        places = {text.get("identifier"): n for n, text in enumerate(texts)}
        filled = {gap: text for text, _, gap in (pair.partition(" ") for pair in response.counted)}
        gaps = []
        for gap in inline:
            right = places.get(filled.get(gap.get("identifier", "")))
            if right is None:
                self.reading.find("no_answer", self.place, "answer")
                return None
            gaps.append(Gap("choice", options=options, right=(right,)))
        return Item("blanks", gaps=tuple(gaps), **self.about)

    def gap(self, interaction: Element) -> Gap | None:
        response = self.response(interaction)
        if interaction.tag == "inline-choice-interaction":
            choices = interaction.findall("inline-choice")
            counted = set(response.counted)
            right = tuple(n for n, choice in enumerate(choices) if choice.get("identifier") in counted)
            options = tuple(self.words(choice) for choice in choices)
            return Gap("choice", options=options, right=right) if right else None
        if response.base in _NUMBERS:
            number = self.number(response, interaction.get("response-identifier", ""))
            return Gap("number", number=number) if number else None
        accepted = _accepted(response)
        return Gap("text", accepted=accepted) if accepted else None

    def entry(self, interaction: Element) -> Item | None:
        self.about["text"] = self.about["text"].removesuffix("\n[[1]]")
        response = self.response(interaction)
        if response.base in _NUMBERS:
            return self.numeric(response, interaction.get("response-identifier", ""))
        accepted = _accepted(response)
        if not accepted:
            self.reading.find("no_answer", self.place, "answer")
        return Item("short", accepted=accepted, **self.about)

    def numeric(self, response: _Response, identifier: str) -> Item | None:
        number = self.number(response, identifier)
        if number is None:
            self.reading.find("no_answer", self.place, "answer")
        return Item("numeric", number=number, **self.about)

    def number(self, response: _Response, identifier: str) -> Number | None:
        try:
            value = plain.pointed(response.counted[0])
        except (IndexError, ValueError):
            return None
        for equal in xml.elements(self.root, "equal"):
            if any(part.get("identifier") == identifier for part in xml.elements(equal, "variable")):
                mode = equal.get("tolerance-mode", "exact")
                told = (equal.get("tolerance") or "0").split() or ["0"]
                try:
                    tolerance = plain.pointed(told[0]) if mode != "exact" else Decimal(0)
                except ValueError:
                    tolerance = Decimal(0)
                is_relative = mode == "relative"
                return Number(value, tolerance / 100 if is_relative else tolerance, is_relative)
        return Number(value)


def _accepted(response: _Response) -> tuple[Accepted, ...]:
    """The forms that count: the right ones wholly, other entries by their share of the greatest."""
    most = max(response.worth.values(), default=Fraction(0))
    if most <= 0:
        return tuple(Accepted(text) for text in response.right)
    shares = {text: _near(worth / most) for text, worth in response.worth.items() if worth > 0}
    return tuple(
        Accepted(text, share) for text, share in (dict.fromkeys(response.right, WHOLE) | shares).items()
    )


def _near(share: Fraction) -> Fraction:
    return plain.share(plain.percent(share, 7))
