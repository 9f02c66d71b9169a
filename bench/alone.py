"""A figure in a process of its own, with the site's settings: `python -m bench.alone export_400k` prints its lines as JSON."""

import json
import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings"
    django.setup()
    from bench import administering

    print(json.dumps(administering.ALONE[sys.argv[1]]()))
