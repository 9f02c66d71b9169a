"""Where a visitor's practice is kept: in the session, which ends with the browser or after some hours.

A session is written as a whole: of two answers that two tabs send in the same instant the later one stays.
"""

from quizzes.visiting.visit import Visit

KEY = "practice"
MOST_VISITS = 3
"""So many quizzes at once; the one begun first makes room for a fourth."""


def visit_in(session, quiz_id: int) -> Visit | None:
    """The practice at this quiz; None where there is none, or no longer."""
    kept = session.get(KEY, {}).get(str(quiz_id))
    return Visit.of(kept) if kept else None


def versions_in(session) -> set[int]:
    """The versions of questions and case studies in every practice of this session."""
    papers = [entry for kept in session.get(KEY, {}).values() for entry in kept["paper"]]
    return {entry[name] for entry in papers for name in ("version", "case") if name in entry}


def keep(session, quiz_id: int, visit: Visit) -> None:
    """Write down how a practice stands now; one that is new comes last."""
    visits = session.get(KEY, {})
    if visits.get(str(quiz_id), {}).get("code") != visit.code:
        visits.pop(str(quiz_id), None)
    visits[str(quiz_id)] = visit.as_kept()
    while len(visits) > MOST_VISITS:
        visits.pop(next(iter(visits)))
    session[KEY] = visits


def forget(session) -> None:
    """Nothing that a visitor did is taken along into a person's session."""
    session.pop(KEY, None)
