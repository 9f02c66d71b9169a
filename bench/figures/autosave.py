"""Saving one answer, as the quiz page sends it."""

import json
import uuid
from itertools import count

from bench.figure import Figure, Scene
from bench.figures.sittings import open_attempts
from bench.kinds import given
from bench.load import http
from quizzes.actions import newest_keys


def requests(scene: Scene):
    sittings = open_attempts(scene, 100, 200)
    keys = newest_keys({line["version"] for _, attempt in sittings for line in attempt.paper})
    revisions: dict[tuple[int, int], int] = {}
    for number in count():
        session, attempt = sittings[number % len(sittings)]
        slot = number // len(sittings) % 20 + 1
        place = attempt.pk, slot
        base = revisions.get(place, 0)
        revisions[place] = base + 1
        entry = attempt.paper[slot - 1]
        chosen = given(entry, keys[entry["version"]].right, number % 2 == 0)
        body = json.dumps({"chosen": chosen, "revision": base, "packet": str(uuid.uuid4())}).encode()
        yield http(
            "POST",
            f"/lam-bai/{attempt.uuid}/cau/{slot}/",
            session=session,
            word='"revision"',
            body=body,
        )


FIGURE = Figure(name="autosave", requests=requests, floor="floor_upsert", must=0.60, queries=4)
