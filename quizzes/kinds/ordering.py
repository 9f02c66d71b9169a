"""Ordering: items to be put into their right order.

Version: options are the items, kept in the order of their ids; body {"credit": "all" | "partial"}. Key: ids in order.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import vietnamese
from quizzes.kinds.authored import Fields, Row, words
from quizzes.kinds.content import Content, same_texts
from quizzes.kinds.kind import Kind
from quizzes.kinds.selects import options_html

CREDIT = [
    ("all", gettext_lazy("all or nothing: every item in its place")),
    ("partial", gettext_lazy("by parts: the longest run in the right order")),
]


class OrderingFields(Fields):
    credit = forms.ChoiceField(label=gettext_lazy("How it is marked"), choices=CREDIT)


class Item(Row):
    text = words(gettext_lazy("Item"))


class Ordering(Kind):
    name = "ordering"
    takes = "order"
    Fields = OrderingFields
    Row = Item
    rows_legend = gettext_lazy("Items in their right order")
    rows_help = gettext_lazy("One line an item, the first one on top. Learners see them mixed.")

    def frozen(self, options, body, order, lot):
        return {"options": lot(options), "credit": body.get("credit", "all")}

    def hint(self, question):
        return _("Give each line its place: 1 comes first")

    def fields(self, question, prefix):
        numbers = [(str(place), str(place)) for place in range(1, len(question.options) + 1)]
        return {
            "rows": [
                {
                    "name": f"{prefix}piece-{option.id}",
                    "text": option.text,
                    "options": options_html(numbers, place_of(question.given, option.id)),
                }
                for option in question.options
            ]
        }

    def in_words(self, question, given):
        texts = {option.id: option.text for option in question.options}
        return [f"{place}. {texts.get(id, '–')}" for place, id in enumerate(given, 1)]

    def solution(self, question, right):
        """One row an item, in the right order, with the place that it was given."""
        texts = {option.id: option.text for option in question.options}
        return {
            "rows": [
                {
                    "label": texts.get(id, ""),
                    "mine": place_of(question.given, id),
                    "right": str(place),
                    "is_right": place_of(question.given, id) == str(place),
                }
                for place, id in enumerate(right or (), 1)
            ]
        }

    def begun(self, content):
        if content is None:
            return {"credit": "all"}, []
        items = {option["id"]: option for option in content.options}
        fields = {"credit": content.body.get("credit", "all")}
        return fields, [items[id] for id in content.right or () if id in items]

    def written(self, fields, rows, known):
        items = [{"id": known.keep(row["id"]), "text": row["text"]} for row in rows if row["text"]]
        in_id_order = sorted(items, key=lambda item: item["id"])
        return Content(in_id_order, {"credit": fields["credit"]}, [item["id"] for item in items])

    def obstacles(self, text, content):
        found = []
        if len(content.options) < 3:
            found.append(_("Write at least three items to be put in order."))
        if same_texts([vietnamese.fold(item["text"]) for item in content.options]):
            found.append(_("Two items say the same."))
        return found

    def for_authors(self, content):
        return [(row["text"], True) for row in self.begun(content)[1]]

    def from_starter(self, entry, make_id):
        items = [{"id": make_id(str(place)), "text": text} for place, text in enumerate(entry["items"], 1)]
        in_id_order = sorted(items, key=lambda item: item["id"])
        return Content(in_id_order, {"credit": entry.get("credit", "all")}, [item["id"] for item in items])


def place_of(given, id: str) -> str:
    """The place an item was given, from 1, as a field holds it."""
    return str(given.index(id) + 1) if isinstance(given, (list, tuple)) and id in given else ""
