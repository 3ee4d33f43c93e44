"""bin/manage: Django's command line with the services up."""

import os
import runpy
import sys
from collections.abc import Sequence

from launcher import processes, services
from launcher.environment import REPO, Trouble


def main(arguments: Sequence[str]) -> int:
    processes.leave_in_order()
    sys.argv = [str(REPO / "manage.py"), *arguments]
    sys.path.insert(0, str(REPO))
    try:
        with services.up() as superuser:
            if superuser and sys.argv[1:2] == ["bench"]:
                # It makes a database of its own, which the application's role may not.
                os.environ.setdefault("ATTEST_BENCH_ADMIN_URL", superuser)
            runpy.run_path(str(REPO / "manage.py"), run_name="__main__")
    except Trouble as trouble:
        print(f"bin/manage: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
