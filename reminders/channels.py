"""Ways to carry a message further than the inbox. A new one is a class like `EmailChannel`, named in `REMINDER_CHANNELS`."""

import smtplib
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.module_loading import import_string

from reminders.models import Message
from reminders.words import body_of


class Unreachable(Exception):
    """The channel itself cannot be used now: nothing more is sent, and the next run tries again."""


class Refused(Exception):
    """The receiver or the gateway refuses this one message; it is not tried again."""


class Channel(Protocol):
    """What delivering asks of a channel. `name` is kept with each delivery: never change it."""

    name: str

    def open(self) -> None:
        """Get ready to send; raises Unreachable."""

    def reaches(self, user) -> bool:
        """Whether this person can be told this way."""

    def send(self, message: Message) -> None:
        """Hand the message over; raises Refused, or Unreachable where the channel itself broke."""

    def close(self) -> None:
        """Let go of what `open` took."""


class EmailChannel:
    """E-mail through Django's backend (EMAIL_URL): one connection a run."""

    name = "email"

    def open(self) -> None:
        self.connection = get_connection()
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable from error

    def reaches(self, user) -> bool:
        return bool(user.email)

    def send(self, message: Message) -> None:
        with translation.override(message.user.language or "vi"):
            self.mail(
                to=message.user.email, subject=message.subject, body=body_of(message, settings.BASE_URL)
            )

    def mail(self, *, to: str, subject: str, body: str) -> None:
        """One mail through the open connection; raises Refused, or Unreachable where the server hung up."""
        letter = EmailMessage(
            subject=subject,
            body=body,
            to=[to],
            connection=self.connection,
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            letter.send()
        except smtplib.SMTPServerDisconnected as error:
            raise Unreachable from error
        except smtplib.SMTPException as error:
            raise Refused from error
        except OSError as error:
            raise Unreachable from error

    def close(self) -> None:
        self.connection.close()


def channels() -> list[Channel]:
    """The channels of this site."""
    return [import_string(path)() for path in settings.REMINDER_CHANNELS]
