"""What every kind of question has. A new kind is one module with one class of these."""

from collections.abc import Callable, Sequence
from typing import Any

from quizzes.marking import is_given

Order = Callable[[Sequence[str]], list[str]]
"""Puts ids in an order of its own: by lot, or as they are where nothing is shuffled."""


class Kind:
    """A kind of question.

    `takes` says what an answer is, and with it the shape of what is kept: "options" (ids), "order" (ids in order,
    None where no item has the place), "pairs" ({prompt: option}), "gaps" ({gap: option or words}) or "text"
    ({"text": …, "unit": …}). A `question` below is a sheets.SheetQuestion: nothing in it knows a key.
    """

    name: str
    takes = "options"
    review_template = "quizzes/kinds/reviewed_options.html"

    def frozen(self, options: Sequence[str], body: dict, order: Order, lot: Order) -> dict:
        """What a paper keeps of a version: `order` as the quiz wants it, `lot` where the kind must be shuffled."""
        return {"options": order(options)}

    def heading(self, question) -> str:
        """What stands over the answers, in words."""
        return question.text

    def hint(self, question) -> str:
        """What is to be done, in one sentence."""
        raise NotImplementedError

    def answer_html(self, question, prefix: str = "") -> str:
        """The fields of the answer, with what was given; safe HTML. Names of fields begin with the prefix."""
        raise NotImplementedError

    def in_words(self, question, given: Any) -> list[str]:
        """An answer in words, one line a part."""
        raise NotImplementedError

    def is_given(self, given: Any) -> bool:
        return is_given(given)

    def solution(self, question, right: Any) -> dict:
        """What `review_template` shows of the answer and the key, after marking only."""
        return {}
