"""`manage.py load_starter`: law, province and the starter courses, once; what people edited is left alone."""

from django.core.management.base import BaseCommand
from django.utils import translation

from starter.course import load_course
from starter.law import load_legislation
from starter.province import load_province

COURSES = ["nen-tang", "phong-trao", "tham-quyen-quy", "ho-so-thu-tuc", "quyen-nghia-vu"]


class Command(BaseCommand):
    help = "Load legal documents, the province's units and the starter courses where they are missing."

    @translation.override("vi")  # the content is Vietnamese, whoever loads it
    def handle(self, *args, **options):
        documents, provisions = load_legislation()
        self.stdout.write(f"  {documents} legal documents, {provisions} provisions")
        province = load_province()
        self.stdout.write(f"  {province}: {province.get_descendant_count()} units")
        for folder in COURSES:
            self.stdout.write(f"  course: {load_course(folder)}")
