"""A visitor's practice as its session keeps it; no database."""

import json
from fractions import Fraction

from quizzes.marking import Key
from quizzes.visiting.visit import Visit

OPTIONS = ["a", "b", "c"]
KEYS = {slot: Key(slot, ["a"]) for slot in (1, 2, 3)}


def a_visit(penalty=None) -> Visit:
    paper = [
        {
            "question": slot,
            "version": slot,
            "kind": "single",
            "takes": "options",
            "options": OPTIONS,
            "points": "1",
        }
        for slot in (1, 2, 3)
    ]
    return Visit("code", paper, penalty)


def test_a_session_gives_it_back_as_it_was():
    visit = a_visit(penalty=50)
    visit.check(1, ["b"], ["a"])
    visit.check(1, ["a"], ["a"])
    visit.check(2, ["c"], ["a"])
    assert Visit.of(json.loads(json.dumps(visit.as_kept()))) == visit
    assert visit.answers == {1: ["a"], 2: ["c"]}


def test_a_checked_answer_stands():
    visit = a_visit()
    visit.check(1, ["b"], ["a"])
    visit.check(1, ["a"], ["a"])
    assert visit.told == [1]
    assert visit.marking(KEYS).score == 0


def test_with_retries_only_what_is_right_stands_and_wrong_tries_cost():
    visit = a_visit(penalty=25)
    visit.check(1, ["b"], ["a"])
    assert (visit.told, visit.tries_in_vain(1), visit.share_left(1)) == ([], 1, Fraction(3, 4))
    visit.check(1, ["b"], ["a"])  # the same answer again is no further try
    visit.check(1, ["c"], ["a"])
    assert visit.tries_in_vain(1) == 2
    visit.check(1, ["a"], ["a"])
    assert (visit.told, visit.tries_in_vain(1)) == ([1], 0)
    (mark,) = visit.marking(KEYS).marks
    assert (mark.score, mark.wrong_tries, mark.is_right_at_last) == (Fraction(1, 2), 2, True)


def test_what_is_shown_without_an_answer_earns_nothing():
    visit = a_visit()
    visit.tell(2)
    visit.tell(2)
    (mark,) = visit.marking(KEYS).marks
    assert (visit.told, mark.slot, mark.score, mark.is_answered) == ([2], 2, 0, False)


def test_only_what_was_told_is_marked():
    visit = a_visit(penalty=25)
    visit.check(3, ["b"], ["a"])
    visit.check(2, ["a"], ["a"])
    assert [mark.slot for mark in visit.marking(KEYS).marks] == [2]
    assert visit.marking(KEYS).maximum == 1


def test_the_next_question_is_the_first_that_is_not_told():
    visit = a_visit()
    assert visit.next_one == 1
    visit.tell(1)
    visit.tell(2)
    assert visit.next_one == 3
    visit.tell(3)
    assert visit.next_one == 1
    assert [visit.has(slot) for slot in (0, 1, 3, 4)] == [False, True, True, False]
