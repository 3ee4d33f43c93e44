"""What a web process reads before its first request, so that nobody waits for it.

Owns the list. Must not fail: a server without a database or a code list starts too, and
says on its pages and in its health what is missing.
"""

from __future__ import annotations

import gc
import logging

from django.db import DatabaseError, connections
from django.template.loader import get_template
from django.urls import get_resolver

from coding import checklists, codes, hcctables, search

log = logging.getLogger(__name__)
PAGES = ("review/worklist.html", "review/case.html", "review/codebook.html")


def warm_web() -> None:
    """The newest code book with its lists and maps, its search, the usual pages.

    None of it is of a patient. Collecting garbage leaves what was read here alone: a
    walk through a whole code book would hold up somebody's decision.
    """
    assert get_resolver().url_patterns
    for page in PAGES:
        get_template(page)
    try:
        release = codes.newest_release()
        codes.codebook(release)
        checklists.lists_on(release.effective_to)
        hcctables.categories_on(release.effective_to)
        search.search("hypertension", release)
    except (codes.NoRelease, DatabaseError) as missing:
        log.warning("nothing was read ahead: %s", type(missing).__name__)
    finally:
        # Threads of the server have connections of their own.
        connections.close_all()
    gc.collect()
    gc.freeze()
