"""How the demo's people answer: by an ability of theirs and a difficulty of each question.

The chance of a right answer is logistic in ability − difficulty, as in the two-parameter model of item response theory
(Lord & Novick 1968, ch. 17), with some luck where one chooses from few options. What is wrong is wrong the way people
are: a likely distractor, two steps exchanged, a number beside the right one. Points come from the marking itself.
"""

import random
from collections.abc import Mapping
from math import exp
from typing import Any

from quizzes.marking import Key
from quizzes.models import Question

HARDNESS = {
    Question.Difficulty.REMEMBER: -0.9,
    Question.Difficulty.UNDERSTAND: -0.3,
    Question.Difficulty.APPLY: 0.3,
}
"""The middle of the difficulties of each kind of thinking; 0 is a question that half of all average people know."""
LUCK = {"single": 0.15, "true_false": 0.35}
LEFT_BLANK = 0.06
"""Of the answers somebody does not know, how many stay empty."""
UNCLEAR = 0.06
"""Of the questions, how many are so worded that ability hardly helps: what an analysis is there to find."""
WRONG_WORDS = ["giải pháp", "đề tài", "thành tích", "Văn phòng", "không nhớ rõ"]


class Difficulties:
    """What the questions of some papers are like; by version."""

    def __init__(self, difficulty_of: Mapping[int, str], chance: random.Random):
        self.chance = chance
        self.hard = {
            version: HARDNESS[difficulty] + chance.gauss(0, 0.6)
            for version, difficulty in sorted(difficulty_of.items())
        }
        self.sharp = {version: chance.uniform(0.7, 2.4) for version in self.hard}
        for version in self.hard:
            if chance.random() < UNCLEAR:
                self.hard[version], self.sharp[version] = self.hard[version] + 1, 0.15
        self.favourite = {version: chance.random() for version in self.hard}

    def knows(self, ability: float, entry: Mapping) -> bool:
        """Whether somebody of this ability answers this question of a paper right, by knowledge or by luck."""
        version = entry["version"]
        known = 1 / (1 + exp(-self.sharp[version] * (ability - self.hard[version])))
        luck = LUCK.get(entry["kind"], 0.0)
        return self.chance.random() < luck + (1 - luck) * known

    def answer(self, ability: float, entry: Mapping, key: Key) -> Any:
        """What is given, in the shape of the kind; None where the question is left."""
        if self.knows(ability, entry):
            return right_answer(entry, key.right)
        if self.chance.random() < LEFT_BLANK:
            return None
        return self.wrong_answer(entry, key.right)

    def wrong_answer(self, entry: Mapping, right: Any) -> Any:
        match entry["kind"]:
            case "single" | "true_false":
                return [self.likely([id for id in entry["options"] if id not in right], entry)]
            case "multiple":
                return self.some_wrong(entry["options"], right)
            case "ordering":
                place = self.chance.randrange(len(right) - 1)
                return [*right[:place], right[place + 1], right[place], *right[place + 2 :]]
            case "matching":
                one = self.chance.choice(list(right))
                other = self.chance.choice([prompt for prompt in right if right[prompt] != right[one]])
                return right | {one: right[other], other: right[one]}
            case "numeric":
                value = int(right["value"])
                return {"text": str(value + self.chance.choice([-1, 1, 2]) * max(1, value // 10))}
            case "short":
                return {"text": self.chance.choice(WRONG_WORDS)}
        raise ValueError(f"nobody in the demo answers questions of the kind {entry['kind']!r}")

    def likely(self, wrong: list[str], entry: Mapping) -> str:
        """One wrong option of each question misleads more than the others; it is the same for everybody."""
        in_order = sorted(wrong)
        if self.chance.random() < 0.5:
            return in_order[int(self.favourite[entry["version"]] * len(in_order))]
        return self.chance.choice(in_order)

    def some_wrong(self, options: list[str], right: list[str]) -> list[str]:
        """One right option is overlooked, or a wrong one is taken too, or both."""
        wrong = [id for id in options if id not in right]
        overlooks = len(right) > 1 and self.chance.random() < 0.7
        left_out = self.chance.choice(right) if overlooks else None
        taken = [id for id in right if id != left_out]
        if not overlooks or self.chance.random() < 0.4:
            taken.append(self.chance.choice(wrong))
        return taken


def right_answer(entry: Mapping, right: Any) -> Any:
    """What earns every point, as a learner would give it."""
    match entry["kind"]:
        case "single" | "true_false" | "multiple" | "ordering":
            return list(right)
        case "matching":
            return dict(right)
        case "numeric":
            return {"text": right["value"]} | ({"unit": right["unit"]} if right["unit"] else {})
        case "short":
            return {"text": right["accepted"][0]["text"]}
    raise ValueError(f"nobody in the demo answers questions of the kind {entry['kind']!r}")
