"""The analysis of 5,000 attempts at 40 questions: read, computed, kept, and its page as the trainer gets it."""

import gc
import time

from django.urls import reverse

from bench.figure import Scene
from bench.load import http, requests_a_second
from bench.times import statements_of
from quizzes.analysis.gathering import analyse_quiz

NAME, MOST_SECONDS, QUERIES = "analysis_5000x40", 3, 45


def measure(port: int, scene: Scene) -> tuple:
    """A line for the report."""
    path = reverse("analysis:analysis", args=[scene.analysed.pk], urlconf="lms.urls")
    page = http("GET", path, session=scene.editor_session, word="5.000")
    gc.freeze()  # the worker that does it carries none of the bench's thousands of people about
    began = time.perf_counter()
    analyse_quiz(quiz=scene.analysed)
    requests_a_second(port, iter([page]), seconds=60)
    seconds = time.perf_counter() - began
    statements = statements_of(page)
    reached = seconds < MOST_SECONDS and statements <= QUERIES
    return NAME, round(seconds, 2), "s", None, statements, reached
