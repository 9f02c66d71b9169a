"""The line of the weeks as a drawing: places in per cent of the picture, so that letters keep their size."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.weeks import Week
from reports.words import number_words, percent_words

LEFT, TOP, WIDTH, HEIGHT = 13, 8, 71, 76
"""The plot within the picture; labels stand left, right and below of it."""
APART = 12
"""So far the two labels at the end stay from each other."""


@dataclass(frozen=True)
class Trend:
    """Shares that were done (and should have been) at the end of each week."""

    weeks: list[Week]

    @cached_property
    def percent(self) -> int:
        return round(self.weeks[-1].percent)

    @cached_property
    def target(self) -> int | None:
        target = self.weeks[-1].target
        return None if target is None else round(target)

    @cached_property
    def title(self) -> str:
        """The finding."""
        if self.target is None:
            finished = sum(week.finished for week in self.weeks)
            return ngettext(
                "%(number)s completion in %(weeks)s weeks",
                "%(number)s completions in %(weeks)s weeks",
                finished,
            ) % {"number": number_words(finished), "weeks": len(self.weeks)}
        points = self.percent - self.target
        if not points:
            return _("Just on plan")
        if points < 0:
            return ngettext(
                "%(points)s point behind the plan", "%(points)s points behind the plan", -points
            ) % {"points": -points}
        return ngettext(
            "%(points)s point ahead of the plan", "%(points)s points ahead of the plan", points
        ) % {"points": points}

    @property
    def first(self) -> datetime.date:
        return self.weeks[0].last

    @property
    def last(self) -> datetime.date:
        return self.weeks[-1].last

    @property
    def actual_words(self) -> str:
        return percent_words(self.percent)

    @property
    def target_words(self) -> str:
        return percent_words(self.target)

    @property
    def columns(self) -> int:
        """The width of the plot in its own measure: one a week."""
        return len(self.weeks) - 1

    @property
    def actual_points(self) -> str:
        return _points(week.percent for week in self.weeks)

    @property
    def target_points(self) -> str:
        return _points(week.target for week in self.weeks)

    @property
    def plot(self) -> dict[str, str]:
        """Where the plot stands and ends within the picture."""
        return {
            "left": f"{LEFT}%",
            "right": f"{LEFT + WIDTH}%",
            "top": f"{TOP}%",
            "middle": f"{TOP + HEIGHT / 2}%",
            "bottom": f"{TOP + HEIGHT}%",
            "width": f"{WIDTH}%",
            "height": f"{HEIGHT}%",
            "label": f"{LEFT + WIDTH + 3}%",
            "dot": _place(self.weeks[-1].percent),
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """The heights of the two numbers at the end of the lines, moved apart where they would touch."""
        actual = _height(self.weeks[-1].percent)
        if self.target is None:
            return {"actual": f"{actual:.1f}%"}
        target = _height(self.weeks[-1].target)
        push = max(APART - abs(actual - target), 0) / 2
        way = 1 if actual >= target else -1
        return {"actual": f"{actual + way * push:.1f}%", "target": f"{target - way * push:.1f}%"}


def _height(percent: float) -> float:
    return TOP + HEIGHT * (100 - percent) / 100


def _place(percent: float) -> str:
    return f"{_height(percent):.2f}%"


def _points(percents) -> str:
    return " ".join(f"{place},{100 - percent:.2f}" for place, percent in enumerate(percents))
