"""The site's settings as tests need them: quick hashes, plain static files, the second factor required."""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "test-only-" + "k" * 50)
os.environ.setdefault("LEDGER_KEY", "dGVzdC1vbmx5LWxlZGdlci1rZXktMzItYnl0ZXMtISE=")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("VAR_DIR", "/tmp/lms-tests")
os.environ.setdefault("SECOND_FACTOR_REQUIRED", "1")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from lms.settings import *  # noqa: E402, F403
from lms.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where a new machine has none

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] |= {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
