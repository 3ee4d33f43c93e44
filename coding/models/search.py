"""The search index of a release: its wordings, its words, and who holds a concept.

Owns what ``coding.search`` looks things up in. Everything here is derived from a
release, the lists loaded beside it and the reading of words, and is built anew when one
of them changes.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from coding.models.releases import Code, Release


class SearchIndex(models.Model):
    """That a release is indexed, and by which recipe.

    ``weights`` is how much the concepts of each wording tell in all, as 32-bit floats
    in the order of the wordings' numbers: ascending, the shorter of two first.
    """

    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, related_name="search_index"
    )
    recipe = models.CharField(max_length=64)
    weights = models.BinaryField()
    built_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"search index of {self.release}"


class SearchTerm(models.Model):
    """One wording of a code."""

    index = models.ForeignKey(
        SearchIndex, on_delete=models.CASCADE, related_name="terms"
    )
    number = models.PositiveIntegerField()
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    origin = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "number"], name="%(app_label)s_%(class)s_number"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SearchWord(models.Model):
    """A word that occurs in the wordings, and the concept that it is filed under."""

    index = models.ForeignKey(
        SearchIndex, on_delete=models.CASCADE, related_name="words"
    )
    word = models.CharField(max_length=60)
    concept = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "word"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return self.word


class SearchConcept(models.Model):
    """Which wordings hold a concept: a packed bit for each, by number.

    ``counts`` is what the concept adds to a wording's weight.
    """

    index = models.ForeignKey(
        SearchIndex, on_delete=models.CASCADE, related_name="concepts"
    )
    concept = models.CharField(max_length=60)
    documents = models.PositiveIntegerField()
    counts = models.FloatField()
    holders = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "concept"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return self.concept
