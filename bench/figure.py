"""What a figure is, and what it needs from the run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from accounts.models import User
from bench.load import Request
from courses.models import CoursePage, LessonPage
from quizzes.models import QuizPage


@dataclass
class Scene:
    """The people and pages that figures ask for. Sessions are by person, in the order of `learners`."""

    learners: list[User]
    sessions: list[str]
    floor_sessions: list[str]
    """Of the first of them, for the floors, which know their person as Django does by itself."""
    administrator: User
    administrator_session: str
    course: CoursePage
    lesson: LessonPage
    quiz: QuizPage
    """A quiz of 20 questions of all kinds that everybody here is enrolled in and nobody has begun."""
    analysed: QuizPage
    """A quiz of 40 questions that 5,000 people have sat."""
    editor_session: str
    seconds_to_load: float
    """What the attempts of the past took to load; 0 where they were there."""


@dataclass(frozen=True)
class Figure:
    """One line of the bench.

    `requests(scene)` yields what to send, once or for ever. `floor` names the figure it is divided by; `must` is the
    least ratio (for roll-ups, `at_most`: the greatest), `queries` the most statements one request may make.
    """

    name: str
    requests: Callable[[Scene], Iterable[Request]]
    floor: str | None = None
    must: float | None = None
    queries: int | None = None
    seconds: float = 5.0
    prepare: Callable[[Scene], None] | None = None
    on_floor_server: bool = False
    at_most: float | None = field(default=None)
