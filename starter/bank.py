"""Loading the question bank of a starter course."""

import uuid

from django.db import transaction

import clock
from legislation.models import Provision
from organisation.models import Unit
from quizzes.kinds import KINDS
from quizzes.models import Category, KeyRevision, Question, QuestionCitation, QuestionVersion
from starter.markers import linked
from starter.reading import read_toml


@transaction.atomic
def load_bank(*, course: str, title: str, owner: Unit, short_titles: dict[str, str]) -> dict[str, Question]:
    """Create the questions that are missing, each with its version, key and citations. Returns them by code."""
    root = Category.objects.filter(depth=1, name=title, owner=owner).first()
    root = root or Category.add_root(name=title, owner=owner)
    categories = {category.name: category for category in root.get_children()}
    known = {
        question.code: question for question in Question.objects.filter(category__path__startswith=root.path)
    }
    provisions = {
        f"{slug}:{path}": pk
        for pk, slug, path in Provision.objects.values_list("pk", "document__slug", "path")
    }
    for entry in read_toml(course, "questions.toml")["questions"]:
        if entry["code"] in known:
            continue
        name = entry["category"]
        if name not in categories:
            categories[name] = Category.objects.get(pk=root.pk).add_child(name=name, owner=owner)
        known[entry["code"]] = load_question(entry, categories[name], provisions, short_titles)
    return known


def load_question(
    entry: dict, category: Category, provisions: dict[str, int], short_titles: dict[str, str]
) -> Question:
    moment = clock.now()
    question = Question.objects.create(
        code=entry["code"],
        category=category,
        kind=entry["kind"],
        difficulty=entry["difficulty"],
        use_until=entry.get("use_until"),
    )
    content = KINDS[entry["kind"]].from_starter(
        entry, lambda place: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{entry['code']}/{place}"))
    )
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        text=entry["text"],
        options=content.options,
        body=content.body,
        made_at=moment,
    )
    KeyRevision.objects.create(
        version=version,
        number=1,
        right=content.right,
        explanation=linked(entry["explanation"], short_titles),
        made_at=moment,
    )
    cited = {provisions[place] for place in entry["cites"] if place in provisions}
    QuestionCitation.objects.bulk_create(QuestionCitation(question=question, provision_id=pk) for pk in cited)
    question.current = version
    question.state = entry["state"]
    question.derive_from_text(version.text)
    question.save()
    return question
