"""The body of a lesson as pieces of HTML that do not depend on who reads, with the inline questions between them."""

import datetime
from dataclasses import dataclass
from hashlib import blake2b

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.citations import LawOfPage
from courses.models import LessonPage


@dataclass(frozen=True)
class Segment:
    """Ready HTML, or the id of the bank question that stands here."""

    html: SafeString = SafeString("")
    question_id: int | None = None


def segments_of(lesson: LessonPage, law: LawOfPage) -> list[Segment]:
    """The body of a published lesson: rendered once a publication, a state of the law it cites, and a language."""
    version = (
        lesson.last_published_at
        or blake2b(repr(list(lesson.body.raw_data)).encode(), digest_size=8).hexdigest()
    )
    key = f"body:{lesson.pk}:{version}:{law.fingerprint}:{get_language()}".replace(" ", "T")
    segments = cache.get(key)
    if segments is None:
        segments = render_segments(lesson, law.day)
        cache.set(key, segments, timeout=3600)
    return segments


def render_segments(lesson: LessonPage, today: datetime.date | None) -> list[Segment]:
    """Neighbouring blocks joined into one piece; only inline questions stand apart. `today`: for what is in force."""
    segments: list[Segment] = []
    pieces: list[str] = []
    for place, raw in enumerate(lesson.body.raw_data):
        if raw["type"] != "check":
            pieces.append(lesson.body[place].render(context={"page": lesson, "today": today}))
            continue
        segments += [Segment(html=SafeString("".join(pieces))), Segment(question_id=raw["value"])]
        pieces = []
    segments.append(Segment(html=SafeString("".join(pieces))))
    return [segment for segment in segments if segment.html or segment.question_id]
