"""The tables of the machine: releases and codes, charts and documents, runs.

Owns what is stored of code systems, of charts as they arrived and of runs over them.
Must not know people, queues or pages, and holds no name, identifier or note text:
those live in the vault and in ``audit.Identity``.
"""

from coding.models.charts import (
    Chart,
    ChartDocument,
    ChartVersion,
    Document,
    Modality,
    Sex,
)
from coding.models.endpoints import ModelDay, ModelEndpoint, SiteModel
from coding.models.exceptions import IntakeException
from coding.models.hcc import (
    HccEdit,
    HccFile,
    HccHierarchy,
    HccLabel,
    HccMap,
    HccMapping,
)
from coding.models.lists import CheckRow, CodeList, CodeListEntry, IndexTerm
from coding.models.profiles import LearningJob, StoredProfile
from coding.models.releases import Code, CodeNote, NoteReference, Release
from coding.models.runs import Run
from coding.models.search import (
    SearchConcept,
    SearchIndex,
    SearchTerm,
    SearchWord,
)

__all__ = [
    "Chart",
    "ChartDocument",
    "ChartVersion",
    "CheckRow",
    "Code",
    "CodeList",
    "CodeListEntry",
    "CodeNote",
    "Document",
    "HccEdit",
    "HccFile",
    "HccHierarchy",
    "HccLabel",
    "HccMap",
    "HccMapping",
    "IndexTerm",
    "IntakeException",
    "Modality",
    "LearningJob",
    "ModelDay",
    "ModelEndpoint",
    "NoteReference",
    "Release",
    "Run",
    "StoredProfile",
    "SearchConcept",
    "SearchIndex",
    "SearchTerm",
    "SearchWord",
    "Sex",
    "SiteModel",
]
