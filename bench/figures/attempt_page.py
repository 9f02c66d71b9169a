"""The page of an attempt with twenty questions."""

from itertools import cycle

from bench.figure import Figure, Scene
from bench.figures.sittings import open_attempts
from bench.load import http


def requests(scene: Scene):
    for session, attempt in cycle(open_attempts(scene, 0, 100)):
        yield http("GET", f"/lam-bai/{attempt.uuid}/", session=session, word="cau-20")


FIGURE = Figure(name="attempt_page", requests=requests, floor="floor_view", must=0.16, queries=8)
