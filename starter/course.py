"""Loading a starter course: catalogue, shelf, pages, bank and final quiz."""

import uuid

from django.db import transaction
from wagtail.models import Page, Site

from courses.actions import freeze_edition, renew_outline
from courses.models import CatalogueIndexPage, CoursePage, LessonPage, ModulePage, Outcome, OwnerIndexPage
from courses.shelves import open_shelf
from home.models import HomePage
from legislation.models import LegalDocument, Provision
from organisation.models import Unit
from quizzes.models import Category, Question, QuizDraw, QuizPage
from starter.bank import load_bank
from starter.markers import linked, paragraphs, plain
from starter.province import HOME_AFFAIRS
from starter.reading import CONTENT, read_toml

FINAL = {"pass_mark": 70, "attempts_allowed": 3, "time_limit": 20}


def load_catalogue() -> CatalogueIndexPage:
    """The site's root, front page and catalogue; on a new database Wagtail's welcome page makes room."""
    catalogue = CatalogueIndexPage.objects.first()
    if catalogue is not None:
        return catalogue
    root = Page.objects.get(depth=1)
    front = root.add_child(instance=HomePage(title="Học thi đua", slug="trang-chu"))
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    site.root_page, site.site_name = front, "Học thi đua Thanh Hóa"
    site.save()
    Page.objects.filter(depth=2).exclude(pk=front.pk).first().delete()
    front.refresh_from_db()
    return front.add_child(instance=CatalogueIndexPage(title="Khóa học", slug="khoa-hoc"))


@transaction.atomic
def load_course(folder: str) -> CoursePage:
    """Load a course of the content folder once; where its address exists, it is left as trainers edited it."""
    source = read_toml(folder, "course.toml")
    owner = Unit.objects.get(code=HOME_AFFAIRS)
    shelf = open_shelf(unit=owner, catalogue=load_catalogue(), slug="so-noi-vu")
    found = CoursePage.objects.child_of(shelf).filter(slug=source["slug"]).first()
    if found is not None:
        return found
    short_titles = dict(LegalDocument.objects.values_list("slug", "short_title"))
    questions = load_bank(course=folder, title=source["title"], owner=owner, short_titles=short_titles)
    course = add_course(shelf, source)
    lessons = {
        path.stem: read_toml(folder, "lessons", path.name)
        for path in (CONTENT / folder / "lessons").glob("*.toml")
    }
    for entry in source["modules"]:
        module = ModulePage(title=entry["title"], slug=entry["slug"], summary=entry["description"])
        CoursePage.objects.get(pk=course.pk).add_child(instance=module)
        for code in entry["lessons"]:
            add_lesson(module, lessons[code], questions, short_titles)
    if "final" in source:
        add_final(module, source["title"], source["final"], owner)
    if "practice" in source:
        add_practice(course, source["title"], source["practice"], owner)
    renew_outline(course)
    course.refresh_from_db()
    freeze_edition(course=course)
    return course


def add_course(shelf: OwnerIndexPage, source: dict) -> CoursePage:
    course = CoursePage(
        title=source["title"],
        slug=source["slug"],
        summary=source["summary"],
        audience=source["audience"],
    )
    course.outcomes = [Outcome(text=text, sort_order=place) for place, text in enumerate(source["outcomes"])]
    shelf.refresh_from_db()
    shelf.add_child(instance=course)
    publish(course)
    return course


def add_lesson(
    module: ModulePage, entry: dict, questions: dict[str, Question], short_titles: dict[str, str]
) -> LessonPage:
    lesson = LessonPage(
        title=f"Bài {entry['code']}. {entry['title']}",
        slug=f"bai-{entry['code'].replace('.', '-')}",
        goal=entry["goal"],
        body=[as_stream_child(block, questions, short_titles) for block in entry["blocks"]],
    )
    ModulePage.objects.get(pk=module.pk).add_child(instance=lesson)
    publish(lesson)
    return lesson


def add_final(module: ModulePage, title: str, final: dict, owner: Unit) -> QuizPage:
    """The final: it draws what the course file says, or stays closed for the reason that stands there."""
    quiz = QuizPage(
        title=f"Kiểm tra cuối khóa: {title}",
        slug="kiem-tra-cuoi-khoa",
        closed_because=final.get("closed_because", ""),
        **FINAL,
    )
    quiz.draws = draws_of(title, final["draws"], owner)
    ModulePage.objects.get(pk=module.pk).add_child(instance=quiz)
    publish(quiz)
    return quiz


def add_practice(course: CoursePage, title: str, practice: dict, owner: Unit) -> QuizPage:
    """A quiz after the modules that counts for nothing, with which visitors too may practise."""
    quiz = QuizPage(
        title=practice["title"],
        slug="thu-suc",
        introduction=practice["introduction"],
        is_open_to_visitors=True,
        is_required=False,
        behaviour=QuizPage.Behaviour.IMMEDIATE,
        attempts_allowed=None,
        shuffles_questions=True,
    )
    quiz.draws = draws_of(title, practice["draws"], owner)
    CoursePage.objects.get(pk=course.pk).add_child(instance=quiz)
    publish(quiz)
    return quiz


def draws_of(title: str, draws: list[dict], owner: Unit) -> list[QuizDraw]:
    """Draws of a course file from the bank of the course."""
    root = Category.objects.get(owner=owner, depth=1, name=title)
    categories = {category.name: category for category in root.get_children()}
    return [
        QuizDraw(
            category=categories[draw["category"]],
            difficulty=draw.get("difficulty", ""),
            count=draw["count"],
            sort_order=place,
        )
        for place, draw in enumerate(draws)
    ]


def publish(page: Page) -> None:
    """Give a page its first revision and publish it, so that trainers find a history to go back to."""
    page.save_revision().publish()


def as_stream_child(block: dict, questions: dict[str, Question], short_titles: dict[str, str]) -> dict:
    """A block of a lesson file as the raw JSON of `courses.blocks.LessonBody`."""
    kind = block["kind"]
    rich = lambda text: f"<p>{linked(text, short_titles)}</p>"  # noqa: E731
    match kind:
        case "lead" | "review":
            value = rich(block["text"])
        case "heading":
            value = block["text"]
        case "text":
            value = paragraphs(block["paragraphs"], short_titles)
        case "key_points":
            value = as_list(rich(point) for point in block["points"])
        case "citation":
            slug, _, path = block["provision"].partition(":")
            provision = Provision.objects.get(document__slug=slug, path=path)
            value = {"provision": provision.pk, "note": rich(block["note"])}
        case "table":
            value = {
                "caption": block["caption"],
                "header": as_list(plain(cell) for cell in block["header"]),
                "rows": as_list(as_list(rich(cell) for cell in row) for row in block["rows"]),
            }
        case "case":
            value = {
                "title": block["title"],
                "situation": plain(block["situation"]),
                "question": block["question"],
                "answer": paragraphs(block["answer"], short_titles),
            }
        case "check":
            value = questions[block["question"]].pk
        case _:
            raise ValueError(f"a lesson has no block of the kind {kind!r}")
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def as_list(values) -> list[dict]:
    """A list block's raw JSON."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]
