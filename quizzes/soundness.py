"""Whether a question may be asked: the sentences that stand in the way, none where nothing does."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

import vietnamese
from quizzes.models import KeyRevision, Question


def obstacles_to_asking(
    *, kind: str, text: str, options: Sequence[dict], right: Collection[str], explanation: str
) -> list[str]:
    """What must be put right before people are asked this. Options are [{"id": uuid, "text": …}]."""
    found = []
    if not text.strip():
        found.append(_("Write the question."))
    texts = [vietnamese.fold(option["text"]) for option in options]
    if len(options) < 2:
        found.append(_("Write at least two options."))
    elif len(set(texts)) < len(texts):
        found.append(_("Two options say the same."))
    if kind == Question.Kind.TRUE_FALSE and len(options) > 2:
        found.append(_("A true-or-false question has two options."))
    marked = {option["id"] for option in options} & set(right)
    if not marked:
        found.append(_("Mark the right answer."))
    elif len(options) >= 2 and len(marked) == len(options):
        found.append(_("Not every option can be right: then nothing is asked."))
    elif kind != Question.Kind.MULTIPLE and len(marked) > 1:
        found.append(_("Mark one right answer, or choose the kind “multiple choice”."))
    if not explanation.strip():
        found.append(_("Explain why it is right: learners read it after their answer."))
    return found


def newest_key(question: Question) -> KeyRevision | None:
    """The key that counts for the current version."""
    if question.current_id is None:
        return None
    return KeyRevision.objects.filter(version=question.current_id).order_by("-number").first()


def obstacles_of(question: Question) -> list[str]:
    """The same of a question as it is kept."""
    version, key = question.current, newest_key(question)
    return obstacles_to_asking(
        kind=question.kind,
        text=version.text if version else "",
        options=version.options if version else [],
        right=key.right if key else [],
        explanation=key.explanation if key else "",
    )
