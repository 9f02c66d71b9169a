"""Writing the question bank. Words are never changed in place: an edit adds a version, a corrected key a revision."""

import datetime
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from audit.actions import log
from courses.cleaning import clean
from legislation.models import Provision
from organisation.models import Unit
from quizzes.authoring.soundness import newest_key, obstacles_of, obstacles_to_asking
from quizzes.authoring.usage import pages_with, times_asked
from quizzes.kinds.content import Content
from quizzes.models import Category, KeyRevision, Question, QuestionCitation, QuestionVersion, QuizDraw
from quizzes.pictures import keep_from_deletion


class CannotBeWritten(Exception):
    """Why it was not saved: sentences for the person who wrote it."""

    def __init__(self, *sentences: str):
        super().__init__(*sentences)
        self.sentences = sentences


class ChangedMeanwhile(CannotBeWritten):
    """Somebody else saved the question since this form was opened."""


class WrittenOption(NamedTuple):
    """An option as somebody wrote it; `id` is "" where it is new."""

    id: str
    text: str
    is_right: bool
    is_fixed: bool = False
    picture: dict | None = None


@dataclass
class Written:
    """A question as somebody wrote it.

    What is no choice from options brings its `content` ready instead, with its ids kept or made.
    """

    category: Category
    kind: str
    difficulty: str
    text: str
    options: Sequence[WrittenOption] = ()
    explanation: str = ""
    provisions: Sequence[Provision] = field(default_factory=list)
    content: Content | None = None
    use_until: datetime.date | None = None
    picture: dict | None = None
    """What stands under the text: see `pictures.kept`."""
    credit: str | None = None
    """How a multiple choice is marked: "all", "partial", "" (the usual way); None leaves it as it is."""


@dataclass
class Saved:
    question: Question
    new_version: bool
    new_key: bool


@transaction.atomic
def save_question(
    *,
    written: Written,
    by,
    question: Question | None = None,
    state: str | None = None,
    reason: str = "",
    based_on: str | None = None,
    request=None,
) -> Saved:
    """Keep what was written: a new version where words changed, a key revision where only the key or its reason did.

    `state`: what the question is to be from now on; None leaves it. A draft is kept however unfinished; what is in use
    must be sound. `based_on`: the `stamp` of what the writer saw. Raises CannotBeWritten and ChangedMeanwhile.
    """
    question = _locked(question) or Question(author=by, state=Question.State.DRAFT)
    if based_on is not None and based_on != stamp(question):
        raise ChangedMeanwhile(_("Somebody else changed this question meanwhile. Your words are below."))
    version, key = question.current, newest_key(question)
    content = _with_picture(written.content or _chosen_from(written, version), written.picture)
    explanation = _cleaned(written.explanation, key)
    changes_words = version is None or _words_of(version) != _words_in(written, content)
    changes_right = key is None or not _says_the_same(written.kind, key.right, content.right)
    changes_key = changes_right or key.explanation != explanation
    question.kind, question.state = written.kind, state or question.state
    if question.state == Question.State.IN_USE:
        _refuse_unsound(written, content, explanation)
    if changes_right and not changes_words and not reason and _was_relied_on(question):
        raise CannotBeWritten(_("Say why the right answer is another one: the reason is kept with the key."))
    question.category, question.difficulty = written.category, written.difficulty
    question.use_until = written.use_until
    if question.pk is None:
        _insert(question)
    if changes_words:
        version = _add_version(question, written.text, content, by)
    if changes_words or changes_key:
        _add_key(version, content.right, explanation, reason, by)
    question.current = version
    question.derive_from_text(written.text)
    question.save()
    _cite(question, written.provisions)
    saved = Saved(question, new_version=changes_words, new_key=changes_key and not changes_words)
    log(
        actor=by,
        verb="question.saved",
        target=question,
        unit_id=question.category.owner_id,
        request=request,
        version=version.number,
        new_version=saved.new_version,
        new_key=saved.new_key,
        state=question.state,
        reason=reason,
    )
    return saved


@transaction.atomic
def set_state(*, question: Question, state: str, by, reason: str = "", request=None) -> Question:
    """Put a question into use, under review, out of use or back to the drafts. The same again changes nothing.

    Raises CannotBeWritten where it is not sound enough to be asked.
    """
    question = _locked(question)
    if question.state == state:
        return question
    if state == Question.State.IN_USE:
        obstacles = obstacles_of(question)
        if obstacles:
            raise CannotBeWritten(*obstacles)
    before, question.state = question.state, state
    question.save(update_fields=["state"])
    log(
        actor=by,
        verb="question.state_changed",
        target=question,
        unit_id=question.category.owner_id,
        request=request,
        before=before,
        after=state,
        reason=reason,
    )
    return question


def retire_question(*, question: Question, by, reason: str = "", request=None) -> Question:
    """Take a question out of use for good; papers that hold it keep it."""
    return set_state(question=question, state=Question.State.RETIRED, by=by, reason=reason, request=request)


def obstacles_to_deleting(question: Question) -> list[str]:
    """Why a question cannot be removed for good; it can always be retired."""
    found = []
    asked = times_asked(question)
    if asked:
        sentence = ngettext(
            "It was asked once; the result rests on it.",
            "It was asked %(count)d times; the results rest on it.",
            asked,
        )
        found.append(sentence % {"count": asked})
    pages = len(pages_with(question))
    if pages:
        sentence = ngettext(
            "It stands in %(count)d lesson or quiz.", "It stands in %(count)d lessons or quizzes.", pages
        )
        found.append(sentence % {"count": pages})
    if not found and question.state != Question.State.DRAFT:
        found.append(_("Only a draft can be deleted. Retire the question instead."))
    return found


@transaction.atomic
def delete_question(*, question: Question, by, request=None) -> None:
    """Remove a draft that nobody was ever asked. Raises CannotBeWritten for everything else."""
    question = _locked(question)
    obstacles = obstacles_to_deleting(question)
    if obstacles:
        raise CannotBeWritten(*obstacles)
    log(
        actor=by,
        verb="question.deleted",
        target=question,
        unit_id=question.category.owner_id,
        request=request,
        code=question.code,
    )
    Question.objects.filter(pk=question.pk).update(current=None)
    KeyRevision.objects.filter(version__question=question).delete()
    QuestionVersion.objects.filter(question=question).delete()
    question.delete()


@transaction.atomic
def save_category(
    *, name: str, owner: Unit | None, by, category: Category | None = None, below=None, request=None
) -> Category:
    """Make a category (below another one, with the same owner), or give it a new name."""
    if category is None:
        fresh = Category(name=name, owner=below.owner if below else owner)
        below = Category.objects.select_for_update().get(pk=below.pk) if below else None
        category = below.add_child(instance=fresh) if below else Category.add_root(instance=fresh)
    else:
        category.name = name
        category.save(update_fields=["name"])
    log(
        actor=by,
        verb="category.saved",
        target=category,
        unit_id=category.owner_id,
        request=request,
        name=name,
    )
    return category


@transaction.atomic
def delete_category(*, category: Category, by, request=None) -> None:
    """Remove a category that holds nothing. Raises CannotBeWritten where it does, or where a quiz draws from it."""
    if category.get_children_count() or category.questions.exists():
        raise CannotBeWritten(_("The category is not empty: move its questions first."))
    if QuizDraw.objects.filter(category=category).exists():
        raise CannotBeWritten(_("A quiz draws questions from this category."))
    log(actor=by, verb="category.deleted", target=category, unit_id=category.owner_id, request=request)
    category.delete()


def stamp(question: Question) -> str:
    """Changes with every save of words or key: what a form sends back to show what its writer saw."""
    key = newest_key(question) if question.pk else None
    return f"{question.current_id or 0}.{key.number if key else 0}"


def _locked(question: Question | None) -> Question | None:
    if question is None:
        return None
    return Question.objects.select_for_update(of=("self",)).select_related("category").get(pk=question.pk)


def _insert(question: Question) -> None:
    """A new question: its code comes from its id, its state once there is a version to ask."""
    state, question.state = question.state, Question.State.DRAFT
    question.code = f"new-{uuid.uuid4()}"[:40]
    question.save()
    question.code, question.state = f"CH-{question.pk:05d}", state


def _words_of(version: QuestionVersion) -> tuple:
    return version.text, version.options, version.body


def _words_in(written: Written, content: Content) -> tuple:
    return written.text, content.options, content.body


def _says_the_same(kind: str, one, other) -> bool:
    """Whether two keys are one: the ids of right options have no order, unless the order is what is asked."""
    if kind != Question.Kind.ORDERING and isinstance(one, list) and isinstance(other, list):
        return set(one) == set(other)
    return one == other


def _refuse_unsound(written: Written, content: Content, explanation: str) -> None:
    obstacles = obstacles_to_asking(
        kind=written.kind,
        text=written.text,
        options=content.options,
        right=content.right,
        explanation=explanation,
        body=content.body,
    )
    if obstacles:
        raise CannotBeWritten(*obstacles)


def _was_relied_on(question: Question) -> bool:
    return question.state != Question.State.DRAFT or times_asked(question) > 0


def _chosen_from(written: Written, version: QuestionVersion | None) -> Content:
    """The options with ids (kept where the option was there before, new otherwise) and the ids of the right ones.

    What the version says beside its options (such as how it is marked) stays.
    """
    known = {option["id"] for option in version.options} if version else set()
    options, right, fixed = [], [], []
    for option in written.options:
        id = option.id if option.id in known else str(uuid.uuid4())
        known.discard(id)
        options.append(
            {"id": id, "text": option.text} | ({"picture": option.picture} if option.picture else {})
        )
        right += [id] if option.is_right else []
        fixed += [id] if option.is_fixed else []
    body = {name: value for name, value in (version.body if version else {}).items() if name != "fixed"}
    if fixed:
        body["fixed"] = fixed
    if written.credit is not None or written.kind != Question.Kind.MULTIPLE:
        body.pop("credit", None)
    if written.credit and written.kind == Question.Kind.MULTIPLE:
        body["credit"] = written.credit
    return Content(options, body, right)


def _with_picture(content: Content, picture: dict | None) -> Content:
    body = {name: value for name, value in content.body.items() if name != "picture"}
    return replace(content, body=body | ({"picture": picture} if picture else {}))


def _cleaned(explanation: str, key: KeyRevision | None) -> str:
    """The allowed part of an explanation; what the key has already where only the editor's wrapping differs."""
    html = str(clean(explanation))
    if key is not None and _unwrapped(html) == _unwrapped(str(clean(key.explanation))):
        return key.explanation
    return html if strip_tags(html).strip() else ""


def _unwrapped(html: str) -> str:
    """HTML without its outer paragraphs: an editor adds them to a sentence that had none."""
    return re.sub(r"\s+", " ", re.sub(r"</?p>", " ", html)).strip()


def _add_version(question: Question, text: str, content: Content, by) -> QuestionVersion:
    last = question.versions.order_by("-number").first()
    version = QuestionVersion.objects.create(
        question=question,
        number=last.number + 1 if last else 1,
        text=text,
        options=content.options,
        body=content.body,
        made_by=by,
        made_at=clock.now(),
    )
    keep_from_deletion(version)
    return version


def _add_key(version: QuestionVersion, right, explanation: str, reason: str, by) -> KeyRevision:
    last = version.keys.order_by("-number").first()
    return KeyRevision.objects.create(
        version=version,
        number=last.number + 1 if last else 1,
        right=right,
        explanation=explanation,
        reason=reason,
        made_by=by,
        made_at=clock.now(),
    )


def _cite(question: Question, provisions: Sequence[Provision]) -> None:
    wanted = {provision.pk for provision in provisions}
    question.citations.exclude(provision__in=wanted).delete()
    known = set(question.citations.values_list("provision", flat=True))
    QuestionCitation.objects.bulk_create(
        QuestionCitation(question=question, provision_id=pk) for pk in sorted(wanted - known)
    )
