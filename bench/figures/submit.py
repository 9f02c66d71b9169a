"""Submitting and marking an attempt of twenty answered questions: each once."""

import uuid

from bench.figure import Figure, Scene
from bench.figures.sittings import open_attempts
from bench.kinds import given
from bench.load import http
from quizzes.actions import newest_keys
from quizzes.models import Answer


def requests(scene: Scene):
    sittings = open_attempts(scene, 3000, 1600)
    keys = newest_keys({line["version"] for _, attempt in sittings for line in attempt.paper})
    Answer.objects.bulk_create(
        (
            Answer(
                attempt=attempt,
                slot=slot,
                chosen=given(line, keys[line["version"]].right, slot % 3 != 0),
                packet=uuid.uuid4(),
                saved_at=attempt.started_at,
            )
            for _, attempt in sittings
            for slot, line in enumerate(attempt.paper, 1)
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )
    for session, attempt in sittings:
        yield http("POST", f"/lam-bai/{attempt.uuid}/nop/", session=session, status=302, word="/ket-qua/")


FIGURE = Figure(name="submit", requests=requests, floor="floor_view", must=0.20, queries=14)
