"""Blanks in a text: each gap takes a choice, a number or words.

Version: the text holds [[1]], [[2]] …; body {"gaps": [{"id", "takes": "choice" | "number" | "text", "options": [{"id", "text"}]
of a choice}]} in the order of the marks. Key: {gap id: [option id] | key of a number | key of a short answer}.
"""

import re
from decimal import Decimal
from html import escape

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import vietnamese
from quizzes.kinds.authored import Row, words
from quizzes.kinds.content import Content, same_texts
from quizzes.kinds.kind import Kind
from quizzes.kinds.matching import given_to
from quizzes.kinds.numeric import note_on, plain, shown
from quizzes.kinds.selects import options_html
from quizzes.kinds.short import accepted_in, best_form, obstacles_to_forms
from quizzes.marking.numbers import read_number
from quizzes.marking.pieces import gap as score_of_gap

MARK = re.compile(r"\[\[(\d{1,2})\]\]")
TAKES = [
    ("choice", gettext_lazy("a choice")),
    ("text", gettext_lazy("words")),
    ("number", gettext_lazy("a number")),
]


class Gap(Row):
    takes = forms.ChoiceField(label=gettext_lazy("Takes"), choices=TAKES, initial="choice")
    right = words(gettext_lazy("Right answer (several with | between them)"), 400)
    wrong = words(gettext_lazy("Wrong choices, with | between them"), 400)
    tones = forms.BooleanField(label=gettext_lazy("tones count"), required=False)


class Blanks(Kind):
    name = "blanks"
    takes = "gaps"
    Row = Gap
    fewest_rows = 2
    rows_legend = gettext_lazy("Gaps")
    rows_help = gettext_lazy(
        "Write [[1]], [[2]] … in the text above where the gaps are; below, one line a gap in the same order. A number may "
        "have a tolerance: 7 ± 0,5. An accepted word may earn a part: đề tài × 0,5."
    )

    def frozen(self, options, body, order, lot):
        gaps = body["gaps"]
        choices = {
            gap["id"]: lot([option["id"] for option in gap["options"]]) for gap in gaps if gap.get("options")
        }
        return {"options": [], "gaps": [gap["id"] for gap in gaps], "choices": choices}

    def heading(self, question):
        return MARK.sub(r"(\1) ……", question.text)

    def asks(self, question):
        return _("Fill in the blanks in the text")

    def hint(self, question):
        return _("Each gap counts the same")

    def answer_html(self, question, prefix=""):
        """The text with a field in each gap; drawn without a template, as a text may have many."""
        pieces, gaps = MARK.split(question.text), question.body["gaps"]
        drawn, notes, label = [_broken(pieces[0])], [], escape(_("Gap"))
        for number, after in zip(pieces[1::2], pieces[2::2], strict=True):
            place = int(number)
            if 1 <= place <= len(gaps):
                drawn.append(self._field(question, prefix, gaps[place - 1], f"{label} {place}"))
                note = note_on(given_to(question.given, gaps[place - 1]["id"]))
                if note and gaps[place - 1]["takes"] == "number":
                    notes.append(f'<p class="asked-again">({place}) {escape(note)}</p>')
            drawn.append(_broken(after))
        return f'<p class="gaps">{"".join(drawn)}</p>{"".join(notes)}'

    def _field(self, question, prefix, gap, label) -> str:
        given = given_to(question.given, gap["id"])
        attributes = f'name="{prefix}piece-{escape(gap["id"])}" aria-label="{label}"'
        if gap["takes"] == "choice":
            texts = texts_of(gap)
            order = question.entry["choices"][gap["id"]]
            choices = options_html([(id, texts.get(id, "")) for id in order], given)
            return f"<select {attributes}>{choices}</select>"
        number = ' inputmode="decimal" class="number"' if gap["takes"] == "number" else ""
        return f'<input type="text" {attributes} value="{escape(given)}" maxlength="200" enterkeyhint="done"{number}>'

    def in_words(self, question, given):
        return [
            f"({place}) {texts_of(gap).get(given_to(given, gap['id']), given_to(given, gap['id'])) or '–'}"
            for place, gap in enumerate(question.body["gaps"], 1)
        ]

    def solution(self, question, right):
        rows = []
        for place, gap in enumerate(question.body["gaps"], 1):
            given, key = given_to(question.given, gap["id"]), (right or {}).get(gap["id"])
            rows.append(
                {
                    "label": f"({place})",
                    "mine": texts_of(gap).get(given, given),
                    "right": in_words(gap, key) if key else "",
                    "is_right": key is not None and score_of_gap(key, given) == 1,
                }
            )
        return {"rows": rows}

    def begun(self, content):
        if content is None:
            return {}, []
        rows = []
        for gap in content.body.get("gaps", ()):
            key = (content.right or {}).get(gap["id"])
            row = {"id": gap["id"], "takes": gap["takes"], "right": written_key(gap, key) if key else ""}
            if gap["takes"] == "choice":
                others = [option["text"] for option in gap["options"] if option["id"] not in (key or ())]
                row["wrong"] = " | ".join(others)
            if isinstance(key, dict):
                row["tones"] = key.get("tones", False)
            rows.append(row)
        return {}, rows

    def written(self, fields, rows, known):
        gaps, right = [], {}
        for row in rows:
            if not row["right"] and not row["wrong"]:
                continue
            gap = {"id": known.keep(row["id"]), "takes": row["takes"]}
            if row["takes"] == "choice":
                key = self._choices(gap, row, known)
            elif row["takes"] == "number":
                key = number_key(row["right"])
            else:
                key = {"accepted": [form(part) for part in split(row["right"])], "tones": row["tones"]}
            gaps.append(gap)
            right[gap["id"]] = key
        return Content([], {"gaps": gaps}, right)

    def _choices(self, gap, row, known) -> list[str]:
        """Give the gap its options, kept in the order of their ids, and return the right ones.

        An option keeps its id while its words stay.
        """
        right, wrong = split(row["right"]), split(row["wrong"])
        options = [
            {"id": known.keep(known.id_of(gap["id"], text)), "text": text} for text in [*right, *wrong]
        ]
        gap["options"] = sorted(options, key=lambda option: option["id"])
        return [option["id"] for option in options[: len(right)]]

    def obstacles(self, text, content):
        found, gaps, right = [], content.body.get("gaps", []), content.right or {}
        marks = [int(number) for number in MARK.findall(text)]
        if not gaps:
            found.append(_("Write at least one gap."))
        if sorted(marks) != list(range(1, len(gaps) + 1)):
            found.append(
                _("The text must hold each of the marks [[1]] to [[%(count)d]] once.") % {"count": len(gaps)}
            )
        for place, gap in enumerate(gaps, 1):
            for sentence in obstacles_to_gap(gap, right.get(gap["id"])):
                found.append(_("Gap %(place)d: %(sentence)s") % {"place": place, "sentence": sentence})
        return found

    def for_authors(self, content):
        lines = []
        for place, row in enumerate(self.begun(content)[1], 1):
            lines.append((f"({place}) {row['right']}", True))
            if row.get("wrong"):
                lines.append((f"({place}) {row['wrong']}", False))
        return lines

    def from_starter(self, entry, make_id):
        gaps, right = [], {}
        for place, given in enumerate(entry["gaps"], 1):
            gap = {"id": make_id(f"gap/{place}"), "takes": given["takes"]}
            if given["takes"] == "choice":
                options = [
                    {"id": make_id(f"gap/{place}/{number}"), "text": choice["text"]}
                    for number, choice in enumerate(given["choices"], 1)
                ]
                chosen = zip(options, given["choices"], strict=True)
                key = [option["id"] for option, choice in chosen if choice.get("right")]
                gap["options"] = sorted(options, key=lambda option: option["id"])
            elif given["takes"] == "number":
                key = number_key(f"{given['value']} ± {given.get('tolerance', 0)}")
            else:
                key = accepted_in(given)
            gaps.append(gap)
            right[gap["id"]] = key
        return Content([], {"gaps": gaps}, right)


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def texts_of(gap: dict) -> dict[str, str]:
    return {option["id"]: option["text"] for option in gap.get("options", ())}


def split(text: str) -> list[str]:
    return list(dict.fromkeys(vietnamese.nfc(part) for part in text.split("|") if part.strip()))


def form(text: str) -> dict:
    """`đề tài × 0,5` as an accepted form and the share it earns."""
    words_, times, share = text.rpartition("×")
    reading = read_number(share) if times else None
    if reading is None or reading.value is None or reading.unit:
        return {"text": text, "share": "1"}
    return {"text": words_.strip(), "share": plain(reading.value)}


def number_key(text: str) -> dict:
    """`7 ± 0,5` as the key of a number; without a number the value is empty."""
    value, _mark, tolerance = text.partition("±")
    read = [read_number(part) for part in (value, tolerance)]
    return {
        "value": "" if read[0].value is None else plain(read[0].value),
        "tolerance": "0" if read[1].value is None else plain(read[1].value),
        "relative": False,
        "unit": read[0].unit,
        "unit_share": "0",
    }


def written_key(gap: dict, key) -> str:
    """A key as its author writes it."""
    if isinstance(key, list):
        return " | ".join(text for id, text in texts_of(gap).items() if id in key)
    if "value" in key:
        number = f"{shown(key['value'])} {key.get('unit') or ''}".strip()
        return f"{number} ± {shown(key['tolerance'])}" if Decimal(key.get("tolerance") or 0) else number
    return " | ".join(
        each["text"] if each.get("share", "1") == "1" else f"{each['text']} × {shown(each['share'])}"
        for each in key["accepted"]
    )


def in_words(gap: dict, key) -> str:
    """A key as its learners read it afterwards."""
    return best_form(key) if isinstance(key, dict) and "accepted" in key else written_key(gap, key)


def obstacles_to_gap(gap: dict, key) -> list[str]:
    if gap["takes"] == "choice":
        found = []
        if len(gap.get("options", ())) < 2:
            found.append(_("Write at least two options."))
        if not key:
            found.append(_("Mark the right answer."))
        elif len(key) == len(gap["options"]):
            found.append(_("Not every option can be right: then nothing is asked."))
        if same_texts([vietnamese.fold(option["text"]) for option in gap.get("options", ())]):
            found.append(_("Two options say the same."))
        return found
    if gap["takes"] == "number":
        return [] if key and key["value"] else [_("Write the right number.")]
    return obstacles_to_forms(key or {})
