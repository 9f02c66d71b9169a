"""The questions of a category as a file, and what the format loses of them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from audit.actions import log
from quizzes.exchange import formats
from quizzes.exchange.content import Content, item_of
from quizzes.exchange.item import Item, Written
from quizzes.exchange.library import Pictures
from quizzes.models import Category, KeyRevision, Question, QuestionCitation

MOST = 10_000


@dataclass
class Export:
    """A file ready to be sent; `items` are what the losses count from 1."""

    name: str
    written: Written
    items: list[Item]


def items_in(category: Category, only_in_use: bool = False) -> tuple[list[Item], Pictures]:
    """The questions in a category and below it, in the order of their codes, without those that are retired."""
    questions = Question.objects.within(category).exclude(state=Question.State.RETIRED)
    questions = questions.filter(current__isnull=False).select_related("current", "category", "case")
    if only_in_use:
        questions = questions.in_use()
    questions = list(questions.order_by("category__path", "code")[:MOST])
    keys = KeyRevision.objects.filter(version__in=[question.current_id for question in questions]).newest()
    by_version = {key.version_id: key for key in keys.only("version", "right", "explanation")}
    citations: dict[int, list[str]] = {}
    cited = QuestionCitation.objects.filter(question__in=questions).select_related("provision__document")
    for citation in cited.order_by("provision__document", "provision__position"):
        words = f"{citation.provision.label}, {citation.provision.document.number}".replace("\u00a0", " ")
        citations.setdefault(citation.question_id, []).append(words)
    paths = _paths(category)
    pictures = Pictures.of([question.current for question in questions])
    items = [
        _item(question, by_version.get(question.current_id), paths, citations.get(question.pk, []), pictures)
        for question in questions
    ]
    return items, pictures


def _paths(category: Category) -> dict[int, tuple[str, ...]]:
    """The names from the exported category down, by id."""
    names = {category.path: (category.name,)}
    found = {category.pk: names[category.path]}
    for below in category.get_descendants().order_by(F("path")):
        names[below.path] = (*names[below.path[: -Category.steplen]], below.name)
        found[below.pk] = names[below.path]
    return found


def _item(
    question: Question, key: KeyRevision | None, paths: dict, citations: list[str], pictures: Pictures
) -> Item:
    version = question.current
    return item_of(
        kind=question.kind,
        text=version.text,
        content=Content(version.options, version.body, key.right if key else []),
        explanation=key.explanation if key else "",
        digests=pictures.digests,
        code=question.code,
        category=paths.get(question.category_id, ()),
        difficulty=question.difficulty,
        citations=tuple(citations),
        case=question.case.code if question.case else "",
    )


def drawn_up(category: Category, format: str, only_in_use: bool = False) -> Export:
    """The file of a category in one of `formats.WRITERS`."""
    items, pictures = items_in(category, only_in_use)
    writer = formats.WRITERS[format]
    return Export(f"cau-hoi-{category.pk}.{writer.EXTENSION}", writer.write(items, pictures), items)


@transaction.atomic
def export_questions(*, category: Category, format: str, only_in_use: bool, by, request=None) -> Export:
    """The file, with a note of who took which questions out."""
    export = drawn_up(category, format, only_in_use)
    log(
        actor=by,
        verb="questions.exported",
        target=category,
        unit_id=category.owner_id,
        request=request,
        format=format,
        count=len(export.items),
        losses=len(export.written.losses),
    )
    return export
