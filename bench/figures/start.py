"""Starting an attempt of twenty questions: each person once."""

from bench.figure import Figure, Scene
from bench.load import http


def requests(scene: Scene):
    for session in scene.sessions[1000:3000]:
        yield http(
            "POST", f"/kiem-tra/{scene.quiz.pk}/bat-dau/", session=session, status=302, word="/lam-bai/"
        )


FIGURE = Figure(name="start", requests=requests, floor="floor_view", must=0.20, queries=10)
