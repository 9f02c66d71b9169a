"""Drawing: always a paper where one exists, never a question twice, fair, and the same again from its seed."""

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS
from quizzes.marking import Key, mark_paper
from quizzes.sitting.drawing import DrawImpossible, Line, by_lot, draw, in_place, missing_questions, new_seed

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CRITICAL_AT_ONE_IN_A_THOUSAND = {3: 16.266, 9: 27.877, 23: 49.728}
"""The χ² value that a fair lot exceeds once in a thousand times, by degrees of freedom."""

blueprints = st.lists(
    st.builds(Line, count=st.integers(0, 2), candidates=st.frozensets(st.integers(1, 6), max_size=5)),
    min_size=1,
    max_size=4,
)
seeds = st.binary(min_size=8, max_size=8).map(bytes.hex)


def a_paper_exists(lines):
    """By trying everything."""

    def fill(place, used):
        if place == len(lines):
            return True
        free = sorted(set(lines[place].candidates) - used)
        return any(fill(place + 1, used | set(chosen)) for chosen in combinations(free, lines[place].count))

    return fill(0, frozenset())


def fewest_seen(lines, seen):
    """The least number of seen questions any paper can have, by trying everything."""
    best = None

    def fill(place, used):
        nonlocal best
        if place == len(lines):
            cost = sum(seen.get(question, 0) for question in used)
            best = cost if best is None else min(best, cost)
            return
        free = sorted(set(lines[place].candidates) - used)
        for chosen in combinations(free, lines[place].count):
            fill(place + 1, used | set(chosen))

    fill(0, frozenset())
    return best


@settings(unhurried, max_examples=400)
@given(blueprints, seeds)
def test_a_paper_is_drawn_exactly_where_one_exists(lines, seed):
    try:
        drawn = draw(lines, seed)
    except DrawImpossible as impossible:
        assert impossible.missing > 0
        assert not a_paper_exists(lines)
        return
    assert a_paper_exists(lines)
    assert [len(questions) for questions in drawn] == [line.count for line in lines]
    assert all(set(questions) <= set(line.candidates) for questions, line in zip(drawn, lines, strict=True))
    everything = [question for questions in drawn for question in questions]
    assert len(everything) == len(set(everything))


@settings(unhurried, max_examples=200)
@given(blueprints, seeds, st.dictionaries(st.integers(1, 6), st.integers(0, 1)))
def test_unseen_questions_come_first(lines, seed, seen):
    if not a_paper_exists(lines):
        return
    drawn = draw(lines, seed, seen)
    everything = [question for questions in drawn for question in questions]
    assert sum(seen.get(question, 0) for question in everything) == fewest_seen(lines, seen)


@unhurried
@given(blueprints, seeds)
def test_the_same_seed_draws_the_same_paper(lines, seed):
    if a_paper_exists(lines):
        turned = [Line(line.count, sorted(line.candidates, reverse=True)) for line in lines]
        assert draw(lines, seed) == draw(turned, seed)


def test_an_early_line_leaves_the_last_question_to_the_line_that_needs_it():
    lines = [Line(1, {1, 2, 3}), Line(1, {3}), Line(1, {2, 3})]
    for number in range(50):
        assert draw(lines, f"{number:02x}") == [[1], [3], [2]]


def test_what_is_missing_is_counted():
    assert missing_questions([Line(2, {1}), Line(2, {1, 2, 3})]) == 1
    assert missing_questions([Line(1, {1}), Line(2, {1, 2, 3})]) == 0
    with pytest.raises(DrawImpossible):
        draw([Line(1, set())], new_seed())


def chi_square(counts, cells, total):
    expected = total / cells
    return sum((counts.get(cell, 0) - expected) ** 2 for cell in counts) / expected + expected * (
        cells - len(counts)
    )


def test_every_question_has_the_same_share_of_ten_thousand_draws():
    line = Line(3, range(1, 11))
    counts = Counter()
    for number in range(10_000):
        counts.update(draw([line], f"{number:064x}")[0])
    # Three of ten without replacement: the variance of a share is smaller than of independent lots by (1 − 3/10).
    assert chi_square(counts, 10, 30_000) / 0.7 < CRITICAL_AT_ONE_IN_A_THOUSAND[9]


def test_every_order_of_the_options_is_as_likely():
    counts = Counter(tuple(by_lot("abcd", f"{number:064x}", 7)) for number in range(10_000))
    assert set(counts) == set(permutations("abcd"))
    assert chi_square(counts, 24, 10_000) < CRITICAL_AT_ONE_IN_A_THOUSAND[23]


def test_the_place_of_an_option_says_nothing_of_its_id():
    places = Counter(by_lot(["00", "01", "10", "11"], f"{n:064x}", n).index("00") for n in range(10_000))
    assert chi_square(places, 4, 10_000) < CRITICAL_AT_ONE_IN_A_THOUSAND[3]


def test_true_and_false_stay_where_they_are():
    reverse = lambda ids: ids[::-1]  # noqa: E731
    assert KINDS["true_false"].frozen(["t", "f"], {}, reverse, reverse) == {"options": ["t", "f"]}
    assert KINDS["single"].frozen(["t", "f"], {}, reverse, reverse) == {"options": ["f", "t"]}


@unhurried
@given(st.sets(st.sampled_from("abcdef"), min_size=2), st.data(), seeds)
def test_the_order_of_options_never_changes_a_score(options, data, seed):
    right = data.draw(st.sets(st.sampled_from(sorted(options)), min_size=1))
    chosen = data.draw(st.sets(st.sampled_from(sorted(options))))
    scores = set()
    for order in (sorted(options), by_lot(sorted(options), seed, 1)):
        question = {"question": 1, "version": 1, "kind": "multiple", "options": order, "points": "1.00"}
        scores.add(mark_paper([question], {1: chosen}, {1: Key(1, frozenset(right))}).score)
    assert len(scores) == 1


def test_seeds_come_from_the_systems_random_source():
    seeds_made = {new_seed() for _ in range(100)}
    assert len(seeds_made) == 100
    assert all(len(bytes.fromhex(seed)) == 32 for seed in seeds_made)


@given(st.lists(st.integers(0, 30), unique=True), st.sets(st.integers(0, 30)), st.randoms())
def test_what_is_fixed_stands_where_it_stood_and_nothing_is_lost(ids, fixed, random):
    shuffled = in_place(ids, fixed, lambda others: random.sample(others, len(others)))
    assert sorted(shuffled) == sorted(ids)
    assert [id for id in shuffled if id in fixed] == [id for id in ids if id in fixed]
    assert all(shuffled[place] == id for place, id in enumerate(ids) if id in fixed)


def test_without_anything_fixed_all_are_in_the_other_order():
    assert in_place([1, 2, 3], (), lambda ids: ids[::-1]) == [3, 2, 1]
    assert in_place([1, 2, 3], {3}, lambda ids: ids[::-1]) == [2, 1, 3]
