"""The search index of a release: its wordings as concepts, and its words.

Owns what ``coding.search`` looks things up in. Everything here is derived from a
release and the folding of words, and is built anew when either changes.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from coding.models.releases import Code, Release


class SearchIndex(models.Model):
    """That a release is indexed, and by which recipe of folding."""

    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, related_name="search_index"
    )
    recipe = models.CharField(max_length=64)
    built_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"search index of {self.release}"


class SearchTerm(models.Model):
    """One wording of a code, as the set of concepts that it names.

    ``weight`` is how much its concepts tell in all: the rarer the word, the more.
    """

    index = models.ForeignKey(
        SearchIndex, on_delete=models.CASCADE, related_name="terms"
    )
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_title = models.BooleanField()
    concepts = SearchVectorField()
    weight = models.FloatField()

    class Meta:
        indexes = [
            GinIndex(fields=["concepts"], name="coding_searchterm_concepts"),
            models.Index(fields=["index", "weight"], name="coding_searchterm_weight"),
        ]

    def __str__(self) -> str:
        return self.text


class SearchWord(models.Model):
    """A word that occurs in a release, what it folds to, and how common that is.

    ``documents`` counts the wordings that hold the concept of this very name.
    """

    index = models.ForeignKey(
        SearchIndex, on_delete=models.CASCADE, related_name="words"
    )
    word = models.CharField(max_length=60)
    concepts = ArrayField(models.CharField(max_length=60))
    documents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "word"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return self.word
