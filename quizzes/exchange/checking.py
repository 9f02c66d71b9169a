"""The rows of an import held against the bank: what is wrong, what each will become, what is like it already."""

from collections import Counter
from dataclasses import dataclass, replace

import vietnamese
from legislation.models import LegalDocument, Provision
from quizzes.alike.bank import said
from quizzes.alike.likeness import likely_same
from quizzes.authoring.markup import from_plain
from quizzes.authoring.soundness import obstacles_to_asking
from quizzes.bank import editable_categories, visible_categories
from quizzes.exchange import citing
from quizzes.exchange.cases import check_cases
from quizzes.exchange.checked import Checked
from quizzes.exchange.content import Content, content_of
from quizzes.exchange.item import CHOSEN, LETTERS, Finding, Item, Severity, Shown, join_path
from quizzes.exchange.rows import item_of
from quizzes.kinds import KINDS
from quizzes.models import Category, KeyRevision, Question, QuestionImport
from quizzes.pictures import gives_away, pictures_of

LONGEST_TEXT = 2000
LONGEST_OPTION = 500
LONGEST_CODE = 40
_ALL_OF_THEM = ("tat ca", "ca a", "ca ba", "cac dap an tren", "cac phuong an tren", "khong co dap an nao")


def check(prepared: QuestionImport, user) -> list[Checked]:
    """Every row of an import, checked as the bank is now. The number of queries does not grow with the rows."""
    rows = [_read(row) for row in prepared.rows]
    asked = [row for row in rows if not row.is_left_out]
    _check_codes(asked, user)
    check_cases(asked, user)
    _check_citations(asked)
    contents = _contents_of([row.existing for row in asked if row.existing])
    for row in asked:
        _check_item(row)
        if not row.errors:
            row.content = content_of(row.item, contents.get(row.existing.pk if row.existing else None))
            row.obstacles = _obstacles(row)
            _check_alts(row)
            if row.obstacles and row.existing and row.existing.state == Question.State.IN_USE:
                row.find("unsound_in_use", why=" ".join(row.obstacles))
    _check_likeness(asked, user)
    return rows


def _read(row: dict) -> Checked:
    item, reading = item_of(row["cells"], row["place"])
    found = [
        Finding(f["code"], row["place"], f["column"], Severity(f["severity"]), f["words"])
        for f in row["found"]
    ]
    told = {(finding.code, finding.column) for finding in found}
    fresh = [finding for finding in reading.findings if (finding.code, finding.column) not in told]
    return Checked(
        row["place"],
        row["cells"],
        _with_pictures(item, row.get("pictures", {})),
        found + fresh,
        is_left_out=row.get("left_out", False),
        pictures=row.get("pictures", {}),
        name=row.get("name", ""),
        told_code=item.code,
    )


def _with_pictures(item: Item, told: dict[str, dict]) -> Item:
    """The item with the pictures of its row; one below an option that is no more goes with it."""
    shown = {name: Shown(picture["digest"], picture["alt"]) for name, picture in told.items()}
    below = (
        (place, shown.get(letter)) for place, letter in zip(range(len(item.options)), LETTERS, strict=False)
    )
    return replace(
        item,
        picture=shown.get("text"),
        option_pictures=tuple((place, picture) for place, picture in below if picture),
    )


def _check_codes(rows: list[Checked], user) -> None:
    """Which rows change a question of the bank: those whose code is there, in a category the person writes."""
    often = Counter(row.item.code for row in rows if row.item.code)
    questions = Question.objects.select_related("category", "current").in_bulk(list(often), field_name="code")
    own = set(editable_categories(user).values_list("pk", flat=True))
    for row in rows:
        code = row.item.code
        found = questions.get(code)
        if code and often[code] > 1:
            row.find("code_twice", "code", code=code)
        elif len(code) > LONGEST_CODE:
            row.find("code_too_long", "code", most=LONGEST_CODE)
        elif found is not None and found.category_id in own:
            row.existing = found
        elif found is not None:
            row.find("code_taken", "code", code=code)
        elif code.upper().startswith("CH-"):
            row.item = replace(row.item, code="")
            row.find("code_given_anew", "code", Severity.NOTE, code=code)


def _check_item(row: Checked) -> None:
    item = row.item
    if item.kind not in KINDS:
        row.find("kind_not_kept", "kind", kind=item.kind)
    if not item.text:
        row.find("no_text", "text")
    if len(item.text) > LONGEST_TEXT:
        row.find("text_too_long", "text", most=LONGEST_TEXT)
    if any(len(option) > LONGEST_OPTION for option in (*item.options, *item.prompts)):
        row.find("option_too_long", "options", most=LONGEST_OPTION)
    is_chosen = item.kind in {"single", "multiple"} and item.options and not item.fixed
    if is_chosen and _is_all_of_them(item.options[-1]):
        row.item = item = replace(item, fixed=(len(item.options) - 1,))
        row.find("all_of_them", "options", Severity.NOTE)
    if item.points not in (None, 1):
        row.find("points_not_kept", "points", Severity.NOTE)
    if item.tags:
        row.find("tags_not_kept", "tags", Severity.NOTE)


def _is_all_of_them(option: str) -> bool:
    folded = vietnamese.fold(option)
    return any(folded.startswith(words) or words in folded and "tren" in folded for words in _ALL_OF_THEM)


def _obstacles(row: Checked) -> list[str]:
    content = row.content or Content()
    return obstacles_to_asking(
        kind=row.item.kind,
        text=row.item.text,
        options=content.options,
        right=content.right,
        explanation=from_plain(row.item.explanation),
        **({"body": content.body} if content.body else {}),
    )


def _check_alts(row: Checked) -> None:
    """Words for those who do not see a picture must not say what is right."""
    right = [row.item.options[place] for place in row.item.right if place < len(row.item.options)]
    pictures = pictures_of(row.content.options, row.content.body) if row.content else []
    if row.item.kind in CHOSEN and any(gives_away(picture, right) for picture in pictures):
        row.find("alt_gives_away", "pictures", Severity.WARNING)


def _check_citations(rows: list[Checked]) -> None:
    wanted = {words for row in rows for words in row.item.citations}
    known = provisions_named(wanted)
    for row in rows:
        for words in row.item.citations:
            if words in known:
                row.provisions.append(known[words])
            else:
                row.find("no_provision", "citations", Severity.WARNING, text=words[:80])


def provisions_named(wanted: set[str]) -> dict[str, int]:
    """Words to the id of the provision they name; words that name none, or more than one, are left out."""
    if not wanted:
        return {}
    documents = [
        (pk, vietnamese.fold(number), vietnamese.fold(short), vietnamese.fold(title))
        for pk, number, short, title in LegalDocument.objects.values_list(
            "pk", "number", "short_title", "title"
        )
    ]
    places = {
        (document, path): pk for pk, document, path in Provision.objects.values_list("pk", "document", "path")
    }
    found = {}
    for words in wanted:
        document, place = citing.named(words)
        fits = {
            pk for pk, *names in documents if document and any(name and name in document for name in names)
        }
        fits = fits or {
            pk for pk, *names in documents if len(document) > 3 and any(document in name for name in names)
        }
        exact = {pk for pk, number, _short, _title in documents if number in document}
        named = {places[pk, place] for pk in exact or fits if (pk, place) in places}
        if len(named) == 1:
            found[words] = named.pop()
    return found


def _contents_of(questions: list[Question]) -> dict[int, Content]:
    """The present words and key of questions, by id."""
    keys = KeyRevision.objects.filter(version__in=[question.current_id for question in questions]).newest()
    right = dict(keys.values_list("version", "right"))
    return {
        question.pk: Content(
            question.current.options, question.current.body, right.get(question.current_id, [])
        )
        for question in questions
        if question.current
    }


def _check_likeness(rows: list[Checked], user) -> None:
    """Name questions of the bank, and of the file, that say nearly the same; a question is not like itself."""
    changed = {row.existing.pk for row in rows if row.existing}
    bank = Question.objects.filter(
        category__in=visible_categories(user).order_by().values("pk"), current__isnull=False
    )
    bank = bank.exclude(state=Question.State.RETIRED).values_list(
        "pk", "code", "current__text", "current__options", "current__body"
    )
    known = [(code, said(*words)) for pk, code, *words in bank if pk not in changed]
    texts = [" ".join([row.item.text, *sorted([*row.item.options, *row.item.prompts])]) for row in rows]
    for place, (name, share) in likely_same(texts, known).items():
        per_cent = int(share * 100)
        if name.startswith("#"):
            other = rows[int(name[1:])].place
            rows[place].find("like_a_row", "text", Severity.WARNING, row=other, per_cent=per_cent)
        else:
            rows[place].find("like_a_question", "text", Severity.WARNING, code=name, per_cent=per_cent)


@dataclass
class Paths:
    """The categories below the chosen one, by the folded path of their names."""

    target: Category
    known: dict[tuple[str, ...], Category]

    @classmethod
    def below(cls, target: Category) -> "Paths":
        names: dict[str, tuple[str, ...]] = {target.path: ()}
        known = {(): target}
        below = Category.objects.filter(path__startswith=target.path, depth__gt=target.depth)
        for category in below.order_by("path"):  # not `get_descendants`: it trusts a count that may be old
            above = names[category.path[: -Category.steplen]]
            names[category.path] = (*above, vietnamese.fold(category.name))
            known.setdefault(names[category.path], category)
        return cls(target, known)

    def relative(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The path below the target; a path that begins with the target's own name leaves it out."""
        return path[1:] if path and vietnamese.fold(path[0]) == vietnamese.fold(self.target.name) else path

    def find(self, path: tuple[str, ...]) -> Category | None:
        return self.known.get(tuple(vietnamese.fold(name) for name in self.relative(path)))

    def missing(self, rows: list[Checked]) -> list[str]:
        """The paths that an import would make, each once, in order."""
        paths = (row.item.category for row in rows if not row.is_left_out)
        return list(
            dict.fromkeys(join_path(self.relative(path)) for path in paths if self.find(path) is None)
        )
