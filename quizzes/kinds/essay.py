"""Essay: a text, perhaps with a file, that a marker reads and marks by a rubric.

Version: body {"words_at_most", "takes_file", "rubric": [{"id", "text", "levels": [{"points", "text"}]}]}, points as text.
Key: {} or {"guidance": words for the marker}.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

import vietnamese
from quizzes.kinds.authored import Fields, Row, words
from quizzes.kinds.content import Content
from quizzes.kinds.kind import Kind
from quizzes.kinds.numeric import plain, shown, typed
from quizzes.marking.numbers import read_number


class EssayFields(Fields):
    words_at_most = forms.IntegerField(
        label=gettext_lazy("Words at most"), required=False, min_value=1, max_value=4000
    )
    takes_file = forms.BooleanField(label=gettext_lazy("a file may be attached"), required=False)
    guidance = forms.CharField(
        label=gettext_lazy("For the marker"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What a good answer says. Learners never see it."),
    )


class Criterion(Row):
    text = words(gettext_lazy("Criterion"), 300)
    levels = words(gettext_lazy("Levels with their points"), 900, placeholder="0: … | 1: … | 2: …")


class Essay(Kind):
    name = "essay"
    takes = "text"
    Fields = EssayFields
    Row = Criterion
    fewest_rows = 3
    review_template = "quizzes/kinds/reviewed_essay.html"
    rows_legend = gettext_lazy("Rubric")
    rows_help = gettext_lazy(
        "One line a criterion. Write its levels with their points: 0: không nêu | 1: nêu thiếu | 2: nêu đủ."
    )

    def frozen(self, options, body, order, lot):
        return {"options": []}

    def hint(self, question):
        most = question.body.get("words_at_most")
        if not most:
            return _("Write your answer. A marker reads it.")
        sentence = ngettext(
            "Write at most %(most)d word. A marker reads it.",
            "Write at most %(most)d words. A marker reads it.",
            most,
        )
        return sentence % {"most": most}

    def fields(self, question, prefix):
        return {
            "text": typed(question.given)[0],
            "takes_file": question.body.get("takes_file") and not prefix,
            "rubric": question.body.get("rubric", ()),
        }

    def in_words(self, question, given):
        return typed(given)[0].split("\n")

    def solution(self, question, right):
        """The text, and what was said of it, if anything yet: by the only marker, by two, or by who decided."""
        rubric = question.body.get("rubric", ())
        return {
            "lines": self.in_words(question, question.given) if self.is_given(question.given) else [],
            "voices": [
                {
                    "comment": mark.comment,
                    "rows": [
                        {
                            "text": criterion["text"],
                            "level": level_given(criterion, mark.levels),
                            "most": shown(plain(most_points(criterion))),
                        }
                        for criterion in rubric
                    ],
                }
                for mark in marks_that_count(question.marked)
            ],
        }

    def begun(self, content):
        if content is None:
            return {}, []
        fields = {
            "words_at_most": content.body.get("words_at_most"),
            "takes_file": content.body.get("takes_file", False),
            "guidance": (content.right or {}).get("guidance", ""),
        }
        rows = [
            {
                "id": criterion["id"],
                "text": criterion["text"],
                "levels": " | ".join(
                    f"{shown(level['points'])}: {level['text']}" for level in criterion["levels"]
                ),
            }
            for criterion in content.body.get("rubric", ())
        ]
        return fields, rows

    def written(self, fields, rows, known):
        rubric = [
            {"id": known.keep(row["id"]), "text": row["text"], "levels": levels_in(row["levels"])}
            for row in rows
            if row["text"]
        ]
        body = {
            "words_at_most": fields["words_at_most"],
            "takes_file": fields["takes_file"],
            "rubric": rubric,
        }
        guidance = "\n".join(vietnamese.nfc(line) for line in fields["guidance"].splitlines()).strip()
        return Content([], body, {"guidance": guidance} if guidance else {})

    def obstacles(self, text, content):
        found, rubric = [], content.body.get("rubric", [])
        if not rubric:
            found.append(_("Write at least one criterion by which it is marked."))
        for criterion in rubric:
            points = {Fraction(level["points"]) for level in criterion["levels"]}
            if len(points) < 2 or min(points) < 0:
                found.append(
                    _("“%(criterion)s” needs at least two levels with different points, such as 0: … | 1: …")
                    % {"criterion": criterion["text"]}
                )
        return found

    def for_authors(self, content):
        return [(f"{row['text']}: {row['levels']}", False) for row in self.begun(content)[1]]

    def from_starter(self, entry, make_id):
        rubric = [
            {
                "id": make_id(f"rubric/{place}"),
                "text": criterion["text"],
                "levels": [
                    {"points": str(level["points"]), "text": level["text"]} for level in criterion["levels"]
                ],
            }
            for place, criterion in enumerate(entry["rubric"], 1)
        ]
        body = {
            "words_at_most": entry.get("words_at_most"),
            "takes_file": entry.get("takes_file", False),
            "rubric": rubric,
        }
        return Content([], body, {"guidance": entry["guidance"]} if entry.get("guidance") else {})


def marks_that_count(marks: list) -> list:
    """Of all marks of an essay, the oldest first: the last one; where it is one of two, the last of each of the two."""
    last = marks[-1:]
    if not last or last[0].role != "pair":
        return last
    of_two = (mark for mark in marks if (mark.role, mark.revision) == (last[0].role, last[0].revision))
    return list({mark.made_by_id: mark for mark in of_two}.values())


def levels_in(text: str) -> list[dict]:
    """`0: không nêu | 1: nêu đủ` as levels; what has no points before a colon earns none."""
    levels = []
    for part in text.split("|"):
        points, colon, label = part.partition(":")
        reading = read_number(points)
        if not part.strip():
            continue
        known = colon and reading.value is not None and not reading.unit
        levels.append(
            {
                "points": plain(reading.value) if known else "0",
                "text": vietnamese.nfc(label if known else part),
            }
        )
    return levels


def most_points(criterion: dict) -> Fraction:
    return max((Fraction(level["points"]) for level in criterion["levels"]), default=Fraction(0))


def level_given(criterion: dict, levels: Mapping[str, int]) -> dict:
    level = criterion["levels"][levels[criterion["id"]]]
    return {"points": shown(level["points"]), "text": level["text"]}


def share_of(rubric: list[dict], levels: Mapping[str, int]) -> Fraction:
    """Σ points of the levels / Σ of the most each criterion gives. Raises KeyError or IndexError where one lacks."""
    most = sum((most_points(criterion) for criterion in rubric), Fraction(0))
    earned = sum(
        (Fraction(criterion["levels"][levels[criterion["id"]]]["points"]) for criterion in rubric),
        Fraction(0),
    )
    return earned / most if most else Fraction(0)


def points_in_words(share: str, points: Decimal) -> str:
    """What a share of the points comes to, as it is written here."""
    return vietnamese.format_number(
        Decimal(str(float(Fraction(share) * Fraction(points)))).quantize(Decimal("0.01"))
    )
