"""The demo's attempts: papers drawn and marked by the engine itself, answered by invented people."""

import datetime
import hashlib
import random
import uuid
from dataclasses import dataclass

from enrolments.models import Enrolment
from quizzes.actions import marks_of, newest_keys, rules_of
from quizzes.marking import Marking, mark_paper, rounded
from quizzes.models import Answer, Attempt, Question, QuizPage, Result
from quizzes.sitting.papers import blueprint_of, draw_paper
from starter.demo.answering import Difficulties

PAPERS = 400
"""So many different papers are drawn; people share them, as a machine of two cores has other things to do."""
ABILITY = (0.65, 1.05)
"""Mean and standard deviation over the people who sit the final."""
LEARNED = 0.45
"""How much reading again adds to an ability before the next attempt."""


EVERY = 150
"""Of so many people one answers every third question on a second device."""


def devices_of(enrolment: Enrolment, number: int) -> tuple[str, str]:
    """What stands for the browsers that answers of an attempt came from, the second for every third; mostly they are one."""
    drawn = hashlib.sha256(f"{enrolment.pk}:{number}".encode()).hexdigest()
    first, second = drawn[:12], drawn[12:24]
    return first, second if int(drawn[24:32], 16) % EVERY == 0 else first


@dataclass
class Sitting:
    """One attempt with what was given and earned."""

    attempt: Attempt
    answers: list[Answer]
    result: Result


class Sitters:
    """Lets people sit one quiz: again after a failure, as often as its rules allow."""

    def __init__(self, *, quiz: QuizPage, chance: random.Random):
        self.quiz, self.chance = quiz, chance
        blueprint = blueprint_of(quiz)
        self.rules = rules_of(quiz, blueprint)
        self.papers = []
        for _ in range(PAPERS):
            seed = f"{chance.getrandbits(256):064x}"
            self.papers.append((seed, draw_paper(blueprint, seed, shuffles_options=quiz.shuffles_options)))
        versions = {entry["version"] for _, paper in self.papers for entry in paper}
        self.keys = newest_keys(versions)
        self.questions = Difficulties(
            dict(Question.objects.filter(current__in=versions).values_list("current", "difficulty")), chance
        )

    def sit(self, enrolment: Enrolment, at: datetime.datetime) -> list[Sitting]:
        """The attempts of one person, the last of which ended at `at`; they stop at the first pass."""
        ability = self.chance.gauss(*ABILITY)
        found: list[tuple[str, list[dict], dict, Marking]] = []
        for number in range(self.quiz.attempts_allowed or 3):
            seed, paper = self.chance.choice(self.papers)
            given = self.given(paper, ability + LEARNED * number)
            marking = mark_paper(paper, given, self.keys)
            found.append((seed, paper, given, marking))
            if marking.has_passed(self.quiz.pass_mark):
                break
        sittings = []
        for number in range(len(found), 0, -1):
            sittings.append(self.sitting(enrolment, number, at, *found[number - 1]))
            at = sittings[-1].attempt.started_at - datetime.timedelta(hours=self.chance.uniform(0.2, 30))
        return sittings[::-1]

    def given(self, paper: list[dict], ability: float) -> dict:
        """Answers by slot; what is left has none."""
        answers = {
            slot: self.questions.answer(ability, entry, self.keys[entry["version"]])
            for slot, entry in enumerate(paper, 1)
        }
        return {slot: answer for slot, answer in answers.items() if answer is not None}

    def sitting(
        self,
        enrolment: Enrolment,
        number: int,
        at: datetime.datetime,
        seed: str,
        paper: list[dict],
        given: dict,
        marking: Marking,
    ) -> Sitting:
        pauses = self.pauses(paper)
        limit = datetime.timedelta(minutes=self.quiz.time_limit) if self.quiz.time_limit else None
        taken = sum(pauses, datetime.timedelta())
        if limit and taken > limit * 0.98:
            pauses = [pause * (limit * 0.98 / taken) for pause in pauses]
            taken = sum(pauses, datetime.timedelta())
        began = at - taken
        attempt = Attempt(
            enrolment=enrolment,
            user=enrolment.user,
            quiz=self.quiz,
            number=number,
            state=Attempt.State.SUBMITTED,
            paper=paper,
            rules=self.rules,
            seed=seed,
            pass_mark=self.quiz.pass_mark,
            started_at=began,
            deadline_at=began + limit if limit else None,
            closed_at=at,
        )
        answers, saved_at = [], began
        first, second = devices_of(enrolment, number)
        for slot, pause in enumerate(pauses[:-1], 1):
            saved_at += pause
            if slot in given:
                answers.append(
                    Answer(
                        attempt=attempt,
                        slot=slot,
                        chosen=given[slot],
                        packet=uuid.uuid4(),
                        saved_at=saved_at,
                        device=second if slot % 3 == 0 else first,
                    )
                )
        result = Result(
            attempt=attempt,
            score=rounded(marking.score, 4),
            maximum=rounded(marking.maximum, 4),
            has_passed=marking.has_passed(self.quiz.pass_mark),
            marks=marks_of(marking),
            made_at=at,
        )
        return Sitting(attempt, answers, result)

    def pauses(self, paper: list[dict]) -> list[datetime.timedelta]:
        """How long each question takes, and a last look before handing in; some people are twice as quick as others."""
        pace = self.chance.lognormvariate(0, 0.3)
        seconds = [self.chance.lognormvariate(3.5, 0.45) for _ in paper]
        seconds = [
            each * (1.6 if entry["takes"] in ("order", "pairs") else 1)
            for each, entry in zip(seconds, paper, strict=True)
        ]
        return [datetime.timedelta(seconds=pace * each) for each in [*seconds, self.chance.uniform(5, 60)]]
