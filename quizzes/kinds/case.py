"""Case study: a text with questions about it. It asks nothing itself: a paper holds its parts, one after another.

Version: {}. Key: {}. The parts are questions of the bank: `Question.case`, `Question.case_order`.
"""

from quizzes.kinds.content import Content
from quizzes.kinds.kind import Kind


class Case(Kind):
    name = "case"
    takes = ""
    is_explained = False

    def begun(self, content):
        return {}, []

    def written(self, fields, rows, known):
        return Content([], {}, {})

    def from_starter(self, entry, make_id):
        return Content([], {}, {})
