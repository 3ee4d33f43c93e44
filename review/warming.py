"""What a web process reads before its first request, so that nobody waits for it.

Owns the list. Must not fail: a server without a database or a code list starts too, and
says on its pages and in its health what is missing.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connections
from django.template.loader import get_template
from django.urls import get_resolver

from coding import codes, search

log = logging.getLogger(__name__)
PAGES = ("review/worklist.html", "review/case.html", "review/codebook.html")


def warm_web() -> None:
    """The newest code book, the words of its search, and the pages most looked at."""
    assert get_resolver().url_patterns
    for page in PAGES:
        get_template(page)
    try:
        release = codes.newest_release()
        codes.codebook(release)
        search.search("hypertension", release)
    except (codes.NoRelease, DatabaseError) as missing:
        log.warning("nothing was read ahead: %s", type(missing).__name__)
    finally:
        # Threads of the server have connections of their own.
        connections.close_all()
