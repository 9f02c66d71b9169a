"""Run the bench: `script/bench [name …]`. Prints `name value unit ratio queries`, writes bench/results.json, and
beside it in bench/machine.json on what machine, at which commit and with how many rows.

Exits non-zero where a figure does not reach what performance demands ("must"), or an answer was wrong.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import django

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
SECONDS_TO_LOAD = 60
"""What 100,000 attempts of the past, with their answers, may take to load."""


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor_settings"
    django.setup()
    from bench import administering, figures, million, rollup, times
    from bench.figures import analysis, import_questions
    from bench.province import load
    from bench.scene import set_scene
    from bench.servers import served

    wanted = set(sys.argv[1:])
    results: list[dict] = []
    failures: list[str] = []

    def report(name, value, unit, ratio=None, queries=None, reached=True):
        results.append({"name": name, "value": value, "unit": unit, "ratio": ratio, "queries": queries})
        words = [
            name,
            f"{value:g}",
            unit,
            f"{ratio:.2f}" if ratio is not None else "-",
            queries if queries is not None else "-",
        ]
        print(*words, "" if reached else "BELOW MUST", flush=True)
        if not reached:
            failures.append(name)

    if not wanted or "demo_load" in wanted:
        report(*times.demo_load())
    print("Loading 20 courses × 20,000 people (once a database) …", flush=True)
    rows = load()
    scene = set_scene()
    if scene.seconds_to_load:
        reached = scene.seconds_to_load < SECONDS_TO_LOAD
        report("load_attempts", round(scene.seconds_to_load, 1), "s", reached=reached)
    floors = {floor.name: floor for floor in figures.FLOORS}
    for figure in floors.values():
        if figure.prepare:
            figure.prepare(scene)

    with (
        served("lms.wsgi:application", "lms.settings", "/suc-khoe/song") as site,
        served("bench.floor_wsgi:application", "bench.floor_settings", "/floor/alive/") as floor_port,
    ):
        from bench.load import requests_a_second

        measured: dict[str, list[float]] = {}
        chosen = [figure for figure in figures.ALL if not wanted or figure.name in wanted]
        for figure in chosen:
            floor = floors[figure.floor]
            sent, floor_sent = iter(figure.requests(scene)), iter(floor.requests(scene))
            statements = times.statements_of(next(sent))
            requests_a_second(site, sent, seconds=1.0)  # warm both up
            requests_a_second(floor_port, floor_sent, seconds=1.0)
            ours, theirs = [], []
            for _ in range(ROUNDS):
                theirs.append(requests_a_second(floor_port, floor_sent, seconds=2.0))
                ours.append(requests_a_second(site, sent, seconds=figure.seconds / ROUNDS))
            measured.setdefault(floor.name, []).extend(theirs)
            ratio = median(mine / its for mine, its in zip(ours, theirs, strict=True))
            reached = ratio >= figure.must and statements <= figure.queries
            report(figure.name, round(median(ours), 1), "req/s", round(ratio, 3), statements, reached)
        for name, values in measured.items():
            report(name, round(median(values), 1), "req/s", 1.0)
        if not wanted or "dashboard_400k" in wanted:
            for line in rollup.dashboard(site, scene.administrator, scene.administrator_session):
                report(*line)
        if not wanted or analysis.NAME in wanted:
            report(*analysis.measure(site, scene))
        for name, measure in administering.SERVED.items():
            if not wanted or name in wanted:
                for line in measure(site, scene):
                    report(*line)

    for name in administering.ALONE:
        if not wanted or name in wanted:
            for line in administering.in_a_process(name):
                report(*line)
    large = [name for name in million.FIGURES if not wanted or name in wanted]
    if large:
        print("Loading 1,000,000 enrolments and 200,000 records beside it (once) …", flush=True)
        for line in million.beside(*large):
            report(*line)

    if not wanted or import_questions.NAME in wanted:
        report(*import_questions.measure())

    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "commit": commit, "rows": rows}
    machine["at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for name, content in (("results", results), ("machine", machine)):
        (ROOT / "bench" / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    if failures:
        print(f"Below must: {', '.join(failures)}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
