"""bin/test: the test suite with services and a folder of its own.

Because the folder is its own, it runs while bin/demo does.
"""

import os
import signal
import sys
from collections.abc import Sequence

import pytest

from launcher import browser, environment, processes, services
from launcher.environment import REPO, Trouble


def main(arguments: Sequence[str]) -> int:
    processes.leave_in_order()
    # pytest takes SystemExit in a test for that test's failure, and would go on.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    os.environ["ATTEST_VAR"] = str(environment.var() / "test")
    os.environ.setdefault("ATTEST_LOG_LEVEL", "WARNING")
    os.chdir(REPO)
    try:
        browser.find_or_install(required=bool(os.environ.get("CI")))
        with services.up() as superuser:
            # Who may make test databases: our superuser, or the role we were given.
            maker = superuser or os.environ["DATABASE_URL"]
            os.environ.setdefault("ATTEST_TEST_ADMIN_URL", maker)
            return int(pytest.main(list(arguments)))
    except Trouble as trouble:
        print(f"bin/test: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
