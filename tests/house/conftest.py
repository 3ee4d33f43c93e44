"""An installation in an empty folder, for commands that are run as processes."""

from collections.abc import Iterator

import pytest

from tests.house.commands import Installation


@pytest.fixture
def installation(tmp_path) -> Iterator[Installation]:
    there = Installation(tmp_path)
    yield there
    there.close()
