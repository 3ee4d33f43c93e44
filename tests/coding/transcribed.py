"""The hand-coded transcriptions: ``tests/gold/transcribed`` joined with their texts.

The texts are not ours to carry, so the repository holds the codes and the sha256 of
each text, a file for each lot. Writes the charts of the named lots (all of them where
none is named) for ``evaluate``, a JSON line each:

    python3 -m tests.coding.transcribed NOTES.jsonl.gz [LOT ...] > transcribed.jsonl
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path

from tests.coding.notes import RULES

GOLD = Path(__file__).resolve().parents[1] / "gold" / "transcribed"
#: The lots in the order in which they were coded, named as their files.
LOTS = ("codes", "second", "third", "fourth")
#: Lots without a half to read: they are only ever measured.
MEASURED = ("fourth",)
#: A day that the packaged release covers; the transcriptions have none of their own.
DAY = "2026-05-04"


def coded(lots=LOTS):
    """Every note as it was coded: id, sha256 of its text, facts, codes, exclusions."""
    files = [(GOLD / f"{lot}.json").read_text("utf-8") for lot in lots]
    return [told for file in files for told in json.loads(file)["notes"]]


def odd(told):
    """Whether the note belongs to the half that may be read, where its lot has one."""
    return int(hashlib.sha256(told["id"].encode()).hexdigest(), 16) % 2 == 1


def charts(notes, lots=LOTS):
    """The charts as JSON lines hold them; ``notes`` is the file of all texts."""
    with gzip.open(notes, "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    return [_chart(told, texts[told["id"]]) for told in coded(lots)]


def _chart(told, text):
    if hashlib.sha256(text.encode()).hexdigest() != told["sha256"]:
        raise ValueError(f"{told['id']} is not the text that was coded")
    facts = {key: told[key] for key in ("id", "setting", "age", "sex") if key in told}
    return {
        **facts,
        "service_date": DAY,
        "text": text,
        "gold_dx": [row["code"] for row in told["codes"]],
        "gold_excluded": [
            {**row, "rule": RULES[row["reason"]]} for row in told["excluded"]
        ],
    }


if __name__ == "__main__":
    for chart in charts(Path(sys.argv[1]), sys.argv[2:] or LOTS):
        print(json.dumps(chart, ensure_ascii=False))
