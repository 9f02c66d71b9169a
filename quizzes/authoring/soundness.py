"""Whether a question may be asked: the sentences that stand in the way, none where nothing does."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds import KINDS
from quizzes.kinds.content import Content
from quizzes.models import KeyRevision, Question
from quizzes.pictures import pictures_of


def obstacles_to_asking(
    *, kind: str, text: str, options: Sequence[dict], right: Any, explanation: str, body: dict | None = None
) -> list[str]:
    """What must be put right before people are asked this. Options are [{"id": uuid, "text": …}]."""
    content = Content(list(options), body or {}, right)
    found = [] if text.strip() else [_("Write the question.")]
    found += KINDS[kind].obstacles(text, content)
    if not all(picture["alt"].strip() for picture in pictures_of(content.options, content.body)):
        found.append(_("Describe the picture: some people hear the question instead of seeing it."))
    if KINDS[kind].is_explained and not explanation.strip():
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
        right=key.right if key else None,
        explanation=key.explanation if key else "",
        body=version.body if version else {},
    )
