import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def script():
    """What script/messages can do, by name."""
    return runpy.run_path(str(ROOT / "script/messages"), run_name="messages")
