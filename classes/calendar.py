"""The sessions of a class as an iCalendar file (RFC 5545)."""

import datetime

from django.conf import settings
from django.urls import reverse

import clock
from classes.models import TrainingClass

LONGEST_LINE = 75
"""Octets a line may have (section 3.1); longer ones go on after a line break and a space."""


def calendar_of(training_class: TrainingClass) -> str:
    """One event a session; a cancelled class says so, and a calendar that holds it strikes it out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Thi dua LMS//VI", "METHOD:PUBLISH"]
    host = settings.BASE_URL.split("://")[-1]
    address = settings.BASE_URL + reverse("classes:class", args=[training_class.pk])
    for session in training_class.sessions.all():
        title = f"{training_class.title} – {session.topic}" if session.topic else training_class.title
        lines += [
            "BEGIN:VEVENT",
            f"UID:buoi-{session.pk}@{host}",
            f"DTSTAMP:{_instant(clock.now())}",
            f"DTSTART:{_instant(session.starts_at)}",
            f"DTEND:{_instant(session.ends_at)}",
            f"SUMMARY:{_text(title)}",
            f"LOCATION:{_text(session.place)}",
            f"DESCRIPTION:{_text(training_class.note)}",
            f"URL:{address}",
            f"STATUS:{'CANCELLED' if training_class.is_cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Section 3.3.11: backslash, semicolon and comma are escaped, a line break is written as \\n."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> str:
    """Broken between letters, never inside one: a Vietnamese letter has up to three octets."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts)
