"""bin/manage: Django's command line with the services up."""

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
        with services.up():
            runpy.run_path(str(REPO / "manage.py"), run_name="__main__")
    except Trouble as trouble:
        print(f"bin/manage: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
