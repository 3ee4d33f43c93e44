"""An installation in an empty folder, for commands that are run as processes."""

from collections.abc import Iterator

import pytest

from tests.house.commands import Installation


@pytest.fixture(scope="module")
def demo_installation(tmp_path_factory) -> Iterator[Installation]:
    """One for several tests, because loading and seeding takes half a minute."""
    there = Installation(tmp_path_factory.mktemp("demo"))
    yield there
    there.close()


@pytest.fixture
def installation(tmp_path) -> Iterator[Installation]:
    there = Installation(tmp_path)
    yield there
    there.close()
