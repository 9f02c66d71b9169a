"""Take over a django-quiz-app site: its questions into the bank, its sittings into the archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from quizzes.bank import editable_categories
from quizzes.exchange import django_quiz
from quizzes.exchange.archive import take_over
from quizzes.exchange.item import UnreadableFile
from quizzes.exchange.sentences import refusal_sentence, sentence


class Command(BaseCommand):
    help = "Imports a `dumpdata` file of django-quiz-app 0.5; running it again adds only what is new."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of whoever imports; writes the category")
        parser.add_argument("--category", required=True, type=int, help="id of the category to import into")
        parser.add_argument(
            "--source", default="django-quiz", help="name of the old site, kept with its sittings"
        )
        parser.add_argument("--prefix", default="DQ", help="what the codes of its questions begin with")

    def handle(self, *, file: Path, by: str, category: int, source: str, prefix: str, **options):
        person = User.objects.filter(username=by).first()
        if person is None:
            raise CommandError(f"There is no user {by}.")
        target = editable_categories(person).filter(pk=category).first()
        if target is None:
            raise CommandError(f"{by} writes no category {category}.")
        try:
            content = file.read_bytes()
            dump = django_quiz.parse(content, prefix)
        except OSError as error:
            raise CommandError(str(error)) from None
        except UnreadableFile as refusal:
            raise CommandError(refusal_sentence(refusal)) from None
        taken = take_over(
            dump=dump, content=content, file_name=file.name, source=source, category=target, by=person
        )
        self.report(dump, taken)

    def report(self, dump: django_quiz.Dump, taken) -> None:
        """Everything that was taken over, and everything that was not."""
        say, outcome = self.stdout.write, taken.outcome
        say(
            f"Questions: {outcome['made']} new, {outcome['changed']} changed, {outcome['unchanged']} as they were."
        )
        say("They are drafts: look at them and put them into use.")
        for code, why in taken.left_out:
            say(f"Left out {code}: {why}")
        for found in dump.reading.findings:
            say(f"Question {found.place}: {sentence(found)}")
        say(f"Sittings: {taken.new_sittings} archived, {taken.known_sittings} known already.")
        say("Sittings are records to be read: they count as no attempt, no result and no completion here.")
        if taken.without_person:
            say(
                f"No person here has the user name: {', '.join(taken.without_person)}. Their sittings keep the name."
            )
        for title, count, pass_mark in dump.quizzes:
            say(f"Not taken over: the rules of quiz “{title}” ({count} questions, pass mark {pass_mark} %).")
        if dump.progress:
            say(f"Not taken over: {dump.progress} progress rows; they repeat what the sittings say.")
        for model, count in sorted(dump.unknown.items()):
            say(f"Not taken over: {count} of {model}.")
