"""The stamp of a prepared machine is believed only while nothing has changed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from starter import stamp


def run(root, *statements):
    with closing(sqlite3.connect(root / "var" / "lms.sqlite3")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A small site that has just been prepared."""
    for name in stamp.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "site"
    for path, content in {
        "quizzes/sitting/papers.py": "count = 1\n",
        "quizzes/migrations/0001_initial.py": "",
        "static/css/main.css": "p {}",
        "starter/content/law.json": "{}",
        "var/static/staticfiles.json": "{}",
        ".venv/.requirements.txt.installed": "django",
        "tests/test_papers.py": "",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    run(
        root,
        "CREATE TABLE django_migrations (id integer)",
        "CREATE TABLE courses_coursepage (id integer)",
        "CREATE TABLE accounts_user (id integer, is_demo bool)",
        "INSERT INTO django_migrations VALUES (1)",
        "INSERT INTO courses_coursepage VALUES (1)",
        "INSERT INTO accounts_user VALUES (1, true)",
    )
    stamp.leave("sign in as hocvien\n", root)
    return root


def change_code_and_keep_its_time(root):
    path = root / "quizzes/sitting/papers.py"
    before = path.stat()
    path.write_text("count = 2\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_database(root):
    (root / "var/lms.sqlite3").unlink()
    run(root, "CREATE TABLE django_migrations (id integer)")


CHANGES = {
    "code": change_code_and_keep_its_time,
    "a new migration": lambda root: (root / "quizzes/migrations/0002_more.py").touch(),
    "a migration taken away": lambda root: (root / "quizzes/migrations/0001_initial.py").unlink(),
    "a style sheet": lambda root: (root / "static/css/main.css").write_text("p {color: red}"),
    "content": lambda root: (root / "starter/content/law.json").write_text("[]"),
    "a file renamed": lambda root: (root / "quizzes/sitting/papers.py").rename(root / "quizzes/paper.py"),
    "packages": lambda root: (root / ".venv/.requirements.txt.installed").write_text("django, wagtail"),
    "settings in a file": lambda root: (root / ".env").write_text("DEMO=0"),
    "collected files gone": lambda root: shutil.rmtree(root / "var/static"),
    "collected files": lambda root: (root / "var/static/staticfiles.json").write_text("[]"),
    "no database": lambda root: (root / "var/lms.sqlite3").unlink(),
    "another database": replace_database,
    "a migration undone": lambda root: run(root, "DELETE FROM django_migrations"),
    "the courses gone": lambda root: run(root, "DELETE FROM courses_coursepage"),
    "the invented people gone": lambda root: run(root, "DELETE FROM accounts_user"),
    "a broken stamp": lambda root: (root / "var/prepared.json").write_text("{"),
}


def test_it_repeats_what_was_said_while_nothing_changes(root):
    assert stamp.believed(root) == "sign in as hocvien\n"
    (root / "tests/test_papers.py").write_text("assert True\n", encoding="utf-8")
    (root / "var/seal-heads.log").touch()
    assert stamp.believed(root) == "sign in as hocvien\n"


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_not_believed_when_something_changed(root, what):
    assert stamp.believed(root) is not None
    CHANGES[what](root)
    assert stamp.believed(root) is None


@pytest.mark.parametrize("name", ["DEMO", "STAFF", "DJANGO_SETTINGS_MODULE"])
def test_it_is_not_believed_in_another_environment(root, monkeypatch, name):
    monkeypatch.setenv(name, "2")
    assert stamp.believed(root) is None


def test_another_database_of_the_environment_is_looked_at(root, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    assert stamp.believed(root) is None


def test_what_cannot_be_told_leaves_no_stamp(root):
    (root / "var/lms.sqlite3").unlink()
    stamp.leave("", root)
    assert not (root / "var/prepared.json").exists()


def test_looking_at_it_loads_no_django():
    code = "import sys, starter.stamp; print(any(name.startswith(('django', 'wagtail')) for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=stamp.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
