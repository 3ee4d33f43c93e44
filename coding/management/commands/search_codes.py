"""Find codes by words from the shell, and measure how well that works.

Owns the command's forms of output. The search itself is ``coding.search``, the same
that the pages use.
"""

from __future__ import annotations

import gzip
import json
import time
import zlib
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coding import codes
from coding.codebook import normalise
from coding.models import Release
from coding.search import Hit, search

TEN = 10

HELP = """\
Find codes by words, shorthand or the beginning of a code.

  bin/manage search_codes "dm2 w ckd" --json
  bin/manage search_codes E11.2

With --file, every line holds {"id", "query"} and, to measure, "gold_dx" (a code or a
list of codes): prints how often the first and the first ten hits hold a gold code, and
how long a query takes (p50, p95; beside it the CPU time of this process, which other
work on the machine disturbs less). --verbose adds the ten best hits of each query.
"""


@dataclass(frozen=True, slots=True)
class Query:
    id: str
    text: str
    gold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    query: Query
    hits: list[Hit]
    milliseconds: float
    cpu: float

    def holds_gold(self, first: int) -> bool:
        return any(hit.code in self.query.gold for hit in self.hits[:first])


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", nargs="?")
        parser.add_argument("--file", type=Path, help="queries, .jsonl or .jsonl.gz")
        parser.add_argument("--limit", type=int, default=TEN)
        parser.add_argument("--json", action="store_true", help="one JSON object out")
        parser.add_argument("--verbose", action="store_true", help="hits per query")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["query"]) == bool(options["file"]):
            raise CommandError("Give either a query or --file.")
        try:
            release = codes.newest_release()
        except codes.NoRelease as error:
            raise CommandError(str(error)) from error
        if options["query"]:
            self._one(release, options["query"], options["limit"], options["json"])
        else:
            self._many(release, options["file"], options["verbose"])

    def _one(self, release: Release, query: str, limit: int, as_json: bool) -> None:
        hits = search(query, release, limit)
        if as_json:
            found = [asdict(hit) for hit in hits]
            told = {"query": query, "release": str(release), "hits": found}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for hit in hits:
            self.stdout.write(f"{hit.code:9} {hit.title}")

    def _many(self, release: Release, file: Path, verbose: bool) -> None:
        # The first query reads the words of the release; it is nobody's typical one.
        search("diabetes", release)
        answers = [_answer(query, release) for query in _queries(file)]
        if not answers:
            raise CommandError("The file holds no query.")
        told = _measures(answers) | {"release": str(release)}
        if verbose:
            told["results"] = [_told(answer) for answer in answers]
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def _queries(path: Path) -> Iterator[Query]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _query(line, number)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise CommandError(f"Cannot read {path}.") from error


def _query(line: str, number: int) -> Query:
    try:
        told = json.loads(line)
        gold = told.get("gold_dx") or []
        wanted = [gold] if isinstance(gold, str) else gold
        if not isinstance(told["query"], str):
            raise TypeError("A query is a text.")
        return Query(
            id=str(told.get("id", number)),
            text=told["query"],
            gold=tuple(normalise(code) for code in wanted),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CommandError(f"Line {number} is not a query.") from error


def _answer(query: Query, release: Release) -> Answer:
    began, worked = time.perf_counter(), time.process_time()
    hits = search(query.text, release, TEN)
    took, work = time.perf_counter() - began, time.process_time() - worked
    return Answer(query, hits, took * 1000, work * 1000)


def _measures(answers: list[Answer]) -> dict[str, Any]:
    judged = [answer for answer in answers if answer.query.gold]
    cuts = _twentieths([answer.milliseconds for answer in answers])
    cpu = _twentieths([answer.cpu for answer in answers])
    return {
        "queries": len(answers),
        "judged": len(judged),
        "top1": _share(judged, 1),
        "top10": _share(judged, TEN),
        "p50_ms": round(cuts[9], 2),
        "p95_ms": round(cuts[18], 2),
        "p50_cpu_ms": round(cpu[9], 2),
        "p95_cpu_ms": round(cpu[18], 2),
    }


def _twentieths(took: list[float]) -> list[float]:
    return quantiles(took, n=20) if len(took) > 1 else took * 19


def _share(answers: list[Answer], first: int) -> float | None:
    """How many hold a gold code among the first; None where nothing was judged."""
    if not answers:
        return None
    return round(sum(each.holds_gold(first) for each in answers) / len(answers), 4)


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.query.id,
        "query": answer.query.text,
        "hits": [asdict(hit) for hit in answer.hits],
    }
