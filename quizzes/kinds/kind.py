"""What every kind of question has. A new kind is one module with one class of these."""

from collections.abc import Callable, Sequence
from typing import Any

from django.template.loader import render_to_string

from quizzes.kinds.authored import Fields, Row
from quizzes.kinds.content import Content, Known, MakeId
from quizzes.marking import is_given, score_of

Order = Callable[[Sequence[str]], list[str]]
"""Puts ids in an order of its own: by lot, or as they are where nothing is shuffled."""


class Kind:
    """A kind of question.

    `takes` says what an answer is, and with it the shape of what is kept: "options" (ids), "order" (ids in order,
    None where no item has the place), "pairs" ({prompt: option}), "gaps" ({gap: option or words}) or "text"
    ({"text": …, "unit": …}); "": it is never answered itself. `is_explained`: it needs an explanation. A `question` below is a sheets.SheetQuestion: nothing in it knows a key.
    """

    name: str
    takes = "options"
    is_explained = True
    review_template = "quizzes/kinds/reviewed_rows.html"

    def frozen(self, options: Sequence[str], body: dict, order: Order, lot: Order) -> dict:
        """What a paper keeps of a version: `order` as the quiz wants it, `lot` where the kind must be shuffled."""
        return {"options": order(options)}

    def heading(self, question) -> str:
        """What stands over the answers, in words."""
        return question.text

    def asks(self, question) -> str:
        """What stands over the fields of the answer: the same, unless the fields stand in the text itself."""
        return self.heading(question)

    def hint(self, question) -> str:
        """What is to be done, in one sentence."""
        raise NotImplementedError

    def answer_html(self, question, prefix: str = "") -> str:
        """The fields of the answer, with what was given; safe HTML. Names of fields begin with the prefix."""
        context = {"question": question, "prefix": prefix, **self.fields(question, prefix)}
        return render_to_string(f"quizzes/kinds/{self.name}.html", context)

    def fields(self, question, prefix: str) -> dict:
        """What the template `quizzes/kinds/<name>.html` needs to draw them."""
        return {}

    def in_words(self, question, given: Any) -> list[str]:
        """An answer in words, one line a part."""
        raise NotImplementedError

    def is_given(self, given: Any) -> bool:
        return is_given(given)

    def solution(self, question, right: Any) -> dict:
        """What `review_template` shows of the answer and the key, after marking only."""
        return {}

    def score(self, question, right: Any) -> Any:
        return score_of(self.name, question.entry, right, question.given)

    # For its authors.

    Fields = Fields
    Row: type[Row] | None = None
    fewest_rows = 4
    rows_legend = rows_help = ""

    def begun(self, content: Content | None) -> tuple[dict, list[dict]]:
        """What the author's form shows of a question as it is kept: values of `Fields`, and one dictionary a `Row`."""
        return {}, []

    def written(self, fields: dict, rows: list[dict], known: Known) -> Content:
        """The same back from what the author wrote; `begun` and `written` undo each other."""
        return Content()

    def obstacles(self, text: str, content: Content) -> list[str]:
        """What must be put right before people are asked this, in sentences."""
        return []

    def for_authors(self, content: Content) -> list[tuple[str, bool]]:
        """The question with its key in lines: (words, whether the line is right)."""
        return []

    def from_starter(self, entry: dict, make_id: MakeId) -> Content:
        """The content of a question of the starter content, as its TOML has it."""
        raise NotImplementedError
