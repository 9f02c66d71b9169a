"""The floor of plain views: session and user from PostgreSQL, two queries."""

from itertools import cycle

from bench.figure import Figure, Scene
from bench.load import http


def requests(scene: Scene):
    for session in cycle(scene.floor_sessions):
        yield http("GET", "/floor/view/", session=session, word="Floor")


FIGURE = Figure(name="floor_view", requests=requests, on_floor_server=True)
