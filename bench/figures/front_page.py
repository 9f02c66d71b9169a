"""The front page of a learner who has ten courses and more."""

from itertools import cycle

from bench.figure import Figure, Scene
from bench.load import http


def requests(scene: Scene):
    for person, session in cycle(zip(scene.learners, scene.sessions, strict=True)):
        yield http("GET", "/", session=session, word=person.get_short_name())


FIGURE = Figure(name="front_page", requests=requests, floor="floor_view", must=0.15, queries=10)
