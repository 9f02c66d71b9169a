"""What each page of the reports shows, ready for its template."""

import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.charge import waits_for_administrators
from organisation.models import Membership, Unit
from organisation.scope import acts_for_others
from reports import people, records, units
from reports.forms import NUMBER_OF_STATE, STATES, with_query
from reports.inquiry import Inquiry
from reports.people import LETTERS, PAGE, People
from reports.records import PersonFile
from reports.requests import waiting_for
from reports.rollup import Rollup
from reports.tree import Node, Tree
from reports.trend import Trend
from reports.weeks import kept_history, weeks
from reports.words import (
    as_of_words,
    finding,
    how_many_finished,
    number_words,
    percent_words,
    range_words,
    share_words,
)


class Empty(NamedTuple):
    """What stands where there is nothing."""

    title: str
    text: str
    url: str = ""
    action: str = ""


def unit_page(inquiry: Inquiry, reader) -> dict:
    """Numbers, branches, weeks and tasks of a unit; where nothing stands below it, its people."""
    rollup = inquiry.rollup()
    tally = rollup.total
    lines = units.lines(inquiry, rollup)
    page = frame(inquiry) | {
        "title": title(inquiry.unit),
        "tally": tally,
        "share": share_words(tally),
        "percent": "" if tally.is_small else percent_words(tally.percent),
        "kinds": kinds(inquiry),
        "lines": lines,
        "finding": finding(numbers for _node, numbers in rollup.branches),
        "tasks": tasks(inquiry, rollup, reader),
        "save_url": save_url(inquiry),
    }
    if not tally.required:
        page["empty"] = nothing_to_count(inquiry, reader)
    elif not tally.is_small:
        page["trend"] = Trend(weeks(kept_history(inquiry), tally, inquiry.day))
    if inquiry.unit:
        page |= {f"{number}_url": url for number, url in state_urls(inquiry).items()}
        page["export_url"] = (
            export_url(inquiry, "don-vi" if rollup.branches else "nguoi") if tally.required else ""
        )
        page["audit_url"] = reverse("reports:audit_log") if inquiry.unit.is_root else ""
        page["official_url"] = official_url(inquiry, "year") if tally.required else ""
    if inquiry.unit and not rollup.branches and tally.required:
        page["rows"] = list(people.lines(inquiry, People(inquiry).page(tally.required).rows))
        page["hide_unit"] = True
        page["people_title"] = how_many_finished(tally)
    return page


def title(unit: Node | None) -> str:
    if unit is None:
        return _("Your units")
    return _("Progress of the whole province") if unit.kind == Unit.Kind.PROVINCE else unit.name


def nothing_to_count(inquiry: Inquiry, reader) -> Empty:
    """Why there is no number, and the way on for whoever may change it."""
    if inquiry.filters.query:
        return Empty(
            _("Nothing matches these filters"),
            _("Nobody here has a course that fits what you chose above."),
            reverse("reports:unit", args=[inquiry.unit.pk]) if inquiry.unit else reverse("reports:dashboard"),
            _("Show everything"),
        )
    acts = acts_for_others(reader)
    if not Membership.objects.present().filter(unit__in=[node.pk for node in inquiry.units]).exists():
        return Empty(
            _("Nobody works in this unit yet"),
            _("As soon as people are entered for it, their progress stands here."),
            reverse("organisation:unit", args=[inquiry.unit.pk]) if acts and inquiry.unit else "",
            _("Add people"),
        )
    return Empty(
        _("No course has been assigned yet"),
        _("The people are here, but none of them has a course to learn."),
        reverse("enrolments:assign") if acts else "",
        _("Assign a course"),
    )


def people_page(inquiry: Inquiry) -> dict:
    """One page of the people of a branch, and how many there are in each state."""
    listing = People(inquiry)
    tally = listing.tally()
    number = getattr(tally, NUMBER_OF_STATE[listing.state])
    page = listing.page(number)
    found = {"q": listing.words, "trang_thai": listing.state}
    address = reverse("reports:people", args=[inquiry.unit.pk])
    query = inquiry.filters.query | found

    def at(**place: str) -> str:
        return with_query(address, query, place)

    rows = list(people.lines(inquiry, page.rows))
    return frame(inquiry, below=True) | {
        "title": _("People of %(unit)s") % {"unit": inquiry.unit},
        "listing": listing,
        "kept": inquiry.filters.query | {"trang_thai": listing.state},
        "clear_url": address,
        "states": [
            (
                label,
                getattr(tally, NUMBER_OF_STATE[state]),
                with_query(address, query | {"trang_thai": state}),
                state == listing.state,
            )
            for state, label in STATES
        ],
        "rows": rows,
        "range": range_words([row.name for row in rows], number),
        "first_url": at() if page.before else "",
        "before_url": at(truoc=str(page.before)) if page.before else "",
        "after_url": at(sau=str(page.after)) if page.after else "",
        "letters": letters(listing, at) if number > PAGE else [],
        "export_url": export_url(inquiry, "nguoi", found),
        "empty": Empty(
            _("Nobody is in this list"),
            _("No line fits what you searched and chose."),
            address,
            _("Show everybody"),
        ),
    }


def letters(listing: People, at) -> list[tuple[str, str, bool]]:
    """Letter, address and whether the list begins there."""
    return [(letter.upper(), at(chu=letter), letter == listing.letter) for letter in LETTERS]


def person_page(file: PersonFile, tree: Tree, moment: datetime.datetime) -> dict:
    """One person: where they work, what they learn and learned, what they sat."""
    place = next((tree.by_id[at.unit_id] for at in file.memberships if at.unit_id in tree.by_id), None)
    way = crumbs(tree, place, {}, below=True) or [(_("Reports"), reverse("reports:dashboard"))]
    return {
        "file": file,
        "person": file.person,
        "as_of": as_of_words(moment),
        "crumbs": way,
        "section": "reports",
        "rows": list(records.course_lines(file, timezone.localdate(moment))),
        "attempts": list(records.attempt_lines(file)),
    }


def frame(inquiry: Inquiry, *, below: bool = False) -> dict:
    """What every page of an inquiry needs. `below`: the page stands below the unit's own."""
    return {
        "inquiry": inquiry,
        "form": inquiry.form,
        "chosen": inquiry.form.chosen_words(),
        "as_of": as_of_words(inquiry.moment),
        "crumbs": crumbs(inquiry.tree, inquiry.unit, inquiry.filters.below.query, below=below),
        "section": "reports",
    }


def crumbs(tree: Tree, unit: Node | None, query: dict[str, str], *, below: bool) -> list[tuple[str, str]]:
    """The way down to a unit's page, or to one `below` it, through the units this person may see."""
    if unit is None:
        return []
    way = [*tree.above(unit), unit] if below else tree.above(unit)
    found = [(str(node), with_query(reverse("reports:unit", args=[node.pk]), query)) for node in way]
    if len(tree.tops) > 1:
        found.insert(0, (_("Your units"), with_query(reverse("reports:dashboard"), query)))
    return found


def kinds(inquiry: Inquiry) -> list[tuple[str, str]]:
    """The kinds of units there are to choose from, and the chosen one."""
    below = inquiry.tree.children(inquiry.unit) if inquiry.unit else inquiry.tree.tops
    present = {node.kind for node in below} | {inquiry.filters.loai}
    choices = [
        (value, label) for value, label in inquiry.form.fields["loai"].choices if value in present | {""}
    ]
    return choices if len(choices) > 2 else []


def state_urls(inquiry: Inquiry) -> dict[str, str]:
    """Number of a tally → the list of the people it counts."""
    address = reverse("reports:people", args=[inquiry.unit.pk])
    return {
        number: with_query(address, inquiry.filters.query, {"trang_thai": state})
        for state, number in NUMBER_OF_STATE.items()
    }


def export_url(inquiry: Inquiry, table: str, found: dict[str, str] | None = None) -> str:
    address = reverse("reports:export", args=[inquiry.unit.pk])
    order = {"xep": inquiry.form.cleaned_data["xep"]} if table == "don-vi" else {}
    return with_query(address, inquiry.filters.query, order, found or {}, {"bang": table})


def save_url(inquiry: Inquiry) -> str:
    """Where this view of a unit is given a name and kept."""
    unit = inquiry.unit
    address = reverse("reports:unit", args=[unit.pk]) if unit else reverse("reports:dashboard")
    order = {"xep": inquiry.form.cleaned_data["xep"]}
    return with_query(
        reverse("reports:save_view"), {"dia_chi": with_query(address, inquiry.filters.query, order)}
    )


def official_url(inquiry: Inquiry, kind: str) -> str:
    """Where a document with the figures of this inquiry is made."""
    address = reverse("reports:official", args=[inquiry.unit.pk])
    return with_query(address, inquiry.filters.query, {"van-ban": kind})


class Task(NamedTuple):
    """Something to do, with the page where it is done."""

    words: str
    url: str


def tasks(inquiry: Inquiry, rollup: Rollup, reader) -> list[Task]:
    """What waits for somebody in charge of this unit."""
    found = []
    late, idle = rollup.total.late, sum(t.required > 0 and not t.done for _node, t in rollup.branches)
    if late and inquiry.unit:
        words = ngettext("%(number)s overdue: see who", "%(number)s overdue: see who", late)
        found.append(Task(words % {"number": number_words(late)}, state_urls(inquiry)["late"]))
    if idle:
        words = ngettext(
            "%(number)s unit where nobody has finished", "%(number)s units where nobody has finished", idle
        )
        found.append(Task(words % {"number": number_words(idle)}, "#don-vi"))
    slow = sum(tally.late > 0 for _node, tally in rollup.branches)
    if slow and inquiry.unit:
        words = ngettext(
            "Write a letter of reminder to %(number)s unit",
            "Write a letter of reminder to %(number)s units",
            slow,
        )
        found.append(Task(words % {"number": number_words(slow)}, official_url(inquiry, "letter")))
    alone = waits_for_administrators(reader, inquiry.day)
    if alone:
        words = ngettext(
            "%(number)s unit without an administrator", "%(number)s units without an administrator", alone
        )
        address = with_query(reverse("organisation:administrators"), {"trang_thai": "thieu"})
        found.append(Task(words % {"number": number_words(alone)}, address))
    waiting = waiting_for(reader)
    if waiting:
        words = ngettext(
            "%(number)s request waits for your decision",
            "%(number)s requests wait for your decision",
            waiting,
        )
        found.append(Task(words % {"number": number_words(waiting)}, reverse("reports:requests")))
    return found
