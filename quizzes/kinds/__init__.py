"""The kinds of question, by name. A new one is a module here, its marking, and a line below."""

from quizzes.kinds.kind import Kind
from quizzes.kinds.multiple import Multiple
from quizzes.kinds.single import Single
from quizzes.kinds.true_false import TrueFalse

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Single(), Multiple(), TrueFalse())}

__all__ = ["KINDS", "Kind"]
