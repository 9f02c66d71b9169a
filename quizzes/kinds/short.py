"""Short answer: a few words that equal an accepted form.

Key: {"accepted": [{"text", "share"}], "tones": whether tones count}. In a form `*` stands for any run of signs.
"""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.kinds.authored import Fields, Row, words
from quizzes.kinds.content import Content
from quizzes.kinds.kind import Kind
from quizzes.kinds.numeric import NumberField, shown, typed


class ShortFields(Fields):
    tones = forms.BooleanField(
        label=gettext_lazy("tones and marks count: “hoa” is not “hóa”"), required=False
    )


class AcceptedForm(Row):
    text = words(gettext_lazy("Accepted answer"), 200)
    share = NumberField(
        label=gettext_lazy("Share of the points"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": "1", "size": 5}),
    )


class Short(Kind):
    name = "short"
    takes = "text"
    Fields = ShortFields
    Row = AcceptedForm
    fewest_rows = 3
    rows_legend = gettext_lazy("Accepted answers")
    rows_help = gettext_lazy(
        "One line an answer. * stands for any words: “*sáng kiến*”. A share below 1 gives a part of the points."
    )

    def frozen(self, options, body, order, lot):
        return {"options": []}

    def hint(self, question):
        return _("Write a short answer")

    def fields(self, question, prefix):
        return {"text": typed(question.given)[0]}

    def in_words(self, question, given):
        return [typed(given)[0]]

    def solution(self, question, right):
        right = right or {"accepted": []}
        return {
            "rows": [
                {
                    "label": "",
                    "mine": typed(question.given)[0],
                    "right": best_form(right),
                    "is_right": self.score(question, right) == 1,
                }
            ]
        }

    def begun(self, content):
        if content is None:
            return {}, []
        right = content.right or {}
        rows = [
            {"text": form["text"], "share": "" if form.get("share", "1") == "1" else shown(form["share"])}
            for form in right.get("accepted", ())
        ]
        return {"tones": right.get("tones", False)}, rows

    def written(self, fields, rows, known):
        accepted = [{"text": row["text"], "share": row["share"] or "1"} for row in rows if row["text"]]
        return Content([], {}, {"accepted": accepted, "tones": fields["tones"]})

    def obstacles(self, text, content):
        return obstacles_to_forms(content.right or {})

    def for_authors(self, content):
        return [
            (
                form["text"] if form.get("share", "1") == "1" else f"{form['text']} ({shown(form['share'])})",
                True,
            )
            for form in (content.right or {}).get("accepted", ())
        ]

    def from_starter(self, entry, make_id):
        return Content([], {}, accepted_in(entry))


def accepted_in(entry: dict) -> dict:
    """Accepted forms of the starter content: words, or {text, share}."""
    forms_ = [form if isinstance(form, dict) else {"text": form} for form in entry["accepted"]]
    return {
        "accepted": [{"text": form["text"], "share": str(form.get("share", "1"))} for form in forms_],
        "tones": entry.get("tones", False),
    }


def best_form(right: dict) -> str:
    """The accepted form that is shown as the right answer: the first of the highest share, stars as dots."""
    best = max(right["accepted"], key=lambda form: Decimal(form.get("share") or 1), default={"text": ""})
    return best["text"].replace("*", "…")


def obstacles_to_forms(right: dict) -> list[str]:
    found, accepted = [], right.get("accepted", [])
    shares = [Decimal(form.get("share") or 1) for form in accepted]
    if not accepted:
        found.append(_("Write at least one accepted answer."))
    elif max(shares) != 1 or min(shares) <= 0:
        found.append(
            _("One accepted answer must earn all points, and each more than nothing: shares up to 1.")
        )
    if any(not form["text"].strip("* ") for form in accepted):
        found.append(_("An answer of stars alone would accept everything."))
    return found
