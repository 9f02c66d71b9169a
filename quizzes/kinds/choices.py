"""What the kinds have in common in which one chooses from options."""

from html import escape

from django.utils.translation import gettext as _

import vietnamese
from quizzes.kinds.content import Content, same_texts
from quizzes.kinds.kind import Kind
from quizzes.pictures import labelled, picture_html
from quizzes.sitting.drawing import in_place


class Choices(Kind):
    """Options, of which some are right."""

    field = "radio"
    review_template = "quizzes/kinds/reviewed_options.html"

    def frozen(self, options, body, order, lot):
        return {"options": in_place(options, body.get("fixed", ()), order)}

    def answer_html(self, question, prefix=""):
        """As `components/choice.html` draws them; a page may hold hundreds of these, so without a template."""
        return "".join(
            f'<label class="opt"><input type="{self.field}" name="{prefix}chosen" value="{escape(option.id)}"'
            f"{' checked' if option.is_chosen else ''}>"
            f'<span class="opt-text">{escape(option.text)}{picture_html(option.picture)}</span></label>'
            for option in question.options
        )

    def in_words(self, question, given):
        return [option.text for option in question.options if option.id in (given or ())]

    def solution(self, question, right):
        return {
            "is_multiple": self.field == "checkbox",
            "options": [
                {
                    "text": labelled(option.text, option.picture),
                    "is_chosen": option.is_chosen,
                    "is_right": option.id in (right or ()),
                }
                for option in question.options
            ],
        }

    def obstacles(self, text, content):
        found, options = [], content.options
        if len(options) < 2:
            found.append(_("Write at least two options."))
        elif same_texts([vietnamese.fold(option["text"]) for option in options]):
            found.append(_("Two options say the same."))
        marked = {option["id"] for option in options} & set(content.right or ())
        if not marked:
            found.append(_("Mark the right answer."))
        elif len(options) >= 2 and len(marked) == len(options):
            found.append(_("Not every option can be right: then nothing is asked."))
        elif self.field == "radio" and len(marked) > 1:
            found.append(_("Mark one right answer, or choose the kind “multiple choice”."))
        return found

    def for_authors(self, content):
        return [
            (labelled(option["text"], option.get("picture")), option["id"] in (content.right or ()))
            for option in content.options
        ]

    def from_starter(self, entry, make_id):
        options = [
            {"id": make_id(str(place)), "text": choice["text"]}
            for place, choice in enumerate(entry["choices"], 1)
        ]
        right = [
            option["id"]
            for option, choice in zip(options, entry["choices"], strict=True)
            if choice.get("right")
        ]
        return Content(options, {"credit": entry["credit"]} if entry.get("credit") else {}, right)
