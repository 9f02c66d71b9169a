"""Static files under names that change with their content, compressed; our modules name each other by those names."""

from django.contrib.staticfiles.storage import ManifestFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Only in `js/` are imports rewritten: what other packages bring need not be written for it."""

    max_post_process_passes = 10
    """A module's name changes with the names of those it imports: one pass for each level of them, and one more."""
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ManifestFilesMixin._js_module_import_aggregation_patterns[1]),
    )
