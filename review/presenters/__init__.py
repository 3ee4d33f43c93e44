"""What pages show, as typed values: everything a template needs and nothing more.

Owns the translation of rows, engine results and permissions into words and marks.
Must not change anything, and hands out no HTML. Coder pages get no HCC and no reason
that betrays one.
"""

from review.presenters.case import case_page
from review.presenters.coders import CoderView, own_figures
from review.presenters.page import CasePage
from review.presenters.worklist import WorklistRow, worklist_rows

__all__ = [
    "CasePage",
    "CoderView",
    "WorklistRow",
    "case_page",
    "own_figures",
    "worklist_rows",
]
