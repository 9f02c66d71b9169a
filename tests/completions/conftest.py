import pytest


@pytest.fixture(autouse=True)
def seal_heads(settings, tmp_path):
    """Each test has its own file of seal heads."""
    settings.SEAL_HEADS = tmp_path / "seal-heads.log"
    return settings.SEAL_HEADS
