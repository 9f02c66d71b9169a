"""The kinds of question, by name. A new one is a module here, its marking, and a line below."""

from quizzes.kinds.blanks import Blanks
from quizzes.kinds.case import Case
from quizzes.kinds.essay import Essay
from quizzes.kinds.kind import Kind
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple import Multiple
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.short import Short
from quizzes.kinds.single import Single
from quizzes.kinds.true_false import TrueFalse

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Single(),
        Multiple(),
        TrueFalse(),
        Matching(),
        Ordering(),
        Numeric(),
        Short(),
        Blanks(),
        Essay(),
        Case(),
    )
}

ASKED = [name for name, kind in KINDS.items() if kind.takes]
"""The kinds that are answered: all but the case study, whose parts are."""

__all__ = ["ASKED", "KINDS", "Kind"]
