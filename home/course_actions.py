"""The one thing a visitor can do next with a course, and the rows of its table of contents."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.listing import CourseRow
from courses.outline import OutlineActivity, page_url
from home.learning import Learning
from home.next_step import Step
from home.words import joined, minutes_in_words


@dataclass(frozen=True)
class CourseAction:
    """A button with a verb, by GET or POST, and the words around it; without a label there is nothing to do."""

    label: str = ""
    url: str = ""
    is_post: bool = False
    eyebrow: str = ""
    title: str = ""
    note: str = ""
    practice: OutlineActivity | None = None
    """What a visitor can do without signing in."""


def action_of(user, course: CourseRow, learning: Learning) -> CourseAction:
    if not learning.outline.activities:
        return CourseAction(title=_("This course has no lessons yet"), note=_("They are being prepared."))
    if not user.is_authenticated:
        url = f"{reverse('account_login')}?{urlencode({'next': page_url(course.url_path)})}"
        return CourseAction(
            label=_("Sign in to learn"),
            url=url,
            title=_("Sign in to read the lessons"),
            note=_("What you finish is recorded and counts."),
            practice=learning.outline.open_practice,
        )
    if learning.certificate is not None:
        return CourseAction(
            label=_("See the certificate"),
            url=reverse("completions:certificate", args=[learning.certificate.code]),
            eyebrow=_("Completed"),
            title=_("You have completed this course"),
            note=_("Certificate %(number)s") % {"number": learning.certificate.number},
        )
    if learning.waits_for_nothing:
        return CourseAction(
            label=_("Finish the course"),
            url=reverse("completions:finish_lesson", args=[learning.last_done_id]),
            is_post=True,
            eyebrow=_("One last step"),
            title=_("Everything that is asked for is done"),
        )
    if learning.is_open:
        return _go_on(learning)
    if learning.is_completed and not learning.is_revoked:
        return CourseAction(eyebrow=_("Completed"), title=_("You have completed this course"))
    if course.is_closed:
        return CourseAction(
            title=_("This course is closed"),
            note=_("Nobody new can begin; the lessons can still be read."),
        )
    return CourseAction(
        label=_("Begin to learn"),
        url=reverse("enrolments:join", args=[course.pk]),
        is_post=True,
        title=_("Begin with “%(title)s”") % {"title": learning.outline.activities[0].title},
        note=minutes_in_words(learning.outline.activities[0].minutes),
    )


def _go_on(learning: Learning) -> CourseAction:
    activity = learning.next
    if activity is None:
        return CourseAction(
            eyebrow=_("In progress"),
            title=_("The rest of this course is not open yet"),
            note=_("You will find the next lesson here as soon as it is published."),
        )
    begun = learning.has_begun
    return CourseAction(
        label=_("Go on learning") if begun else _("Begin to learn"),
        url=activity.url,
        eyebrow=joined(
            _("Go on learning") if begun else _("Begin to learn"), minutes_in_words(activity.minutes)
        ),
        title=activity.title,
        note=_("%(done)d of %(total)d done") % {"done": learning.done_count, "total": learning.total},
    )


def modules_of(learning: Learning) -> list[dict]:
    """The table of contents with the state of each activity, as `components/task_row.html` shows it."""
    number = 0
    modules = []
    for module in learning.outline.modules:
        rows = []
        for activity in module.activities:
            number += 1
            rows.append(row_of(learning.steps[activity.id], number))
        modules.append({"id": module.id, "title": module.title, "summary": module.summary, "rows": rows})
    return modules


def row_of(step: Step, number: int) -> dict:
    activity = step.activity
    meta = joined(
        minutes_in_words(activity.minutes) if activity.minutes else "",
        "" if activity.is_required else _("optional"),
        _("no sign-in needed") if activity.welcomes_visitors else "",
    )
    if step.state == "locked":
        meta = joined(meta, _("opens after “%(title)s”") % {"title": step.waits_for.title})
    return {
        "title": activity.title,
        "url": "" if step.state == "locked" else activity.url,
        "meta": meta,
        "number": number,
        "state": "" if step.state == "open" else step.state,
        "tag": _("next") if step.state == "current" else "",
    }
