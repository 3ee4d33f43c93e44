"""Official descriptions as people in a hurry would write them, from a seed.

Nothing here is read from the project's own shorthand: words are cut, thinned and
replaced by rules and tables of this file, so that what the search makes of them is a
finding and not the inverse of its own dictionary.

  .venv/bin/python -m tests.coding.perturbing FOLDER [COUNT [SEED]]

writes one file of queries for every kind of change, and one of all kinds mixed, for
``bin/manage search_codes --file``.
"""

import json
import random
import re
import string
import sys
from pathlib import Path

KINDS = (
    "exact",
    "typo",
    "reordered",
    "synonym",
    "abbreviated",
    "all_four",
    "clipped",
)
CLIPPED_TO = 32

# Habits of writing that no rule would give.
HABITS = {
    "without": ("w/o", "wo", "without"),
    "with": ("w/", "w", "with"),
    "due to": ("d/t", "2/2"),
    "unspecified": ("unsp", "unspec", "NOS"),
    "other specified": ("oth spec", "other"),
    "other": ("oth",),
    "right": ("R", "rt"),
    "left": ("L", "lt"),
    "bilateral": ("bil", "bilat", "b/l"),
    "fracture": ("fx", "frac"),
    "initial encounter": ("init", "init enc", "initial"),
    "subsequent encounter": ("subs", "subs enc", "subsequent"),
    "history": ("hx",),
    "malignant neoplasm": ("malig neop", "mal neo", "malig neoplasm"),
    "type 2 diabetes mellitus": ("DM2", "T2DM", "type 2 DM"),
    "type 1 diabetes mellitus": ("DM1", "T1DM", "type 1 DM"),
    "chronic kidney disease": ("CKD",),
    "hypertension": ("HTN",),
    "foreign body": ("FB",),
    "displaced": ("disp",),
    "nondisplaced": ("nondisp",),
    "accident": ("acc",),
    "disease": ("dis", "dz"),
    "disorder": ("d/o", "disord"),
    "motor vehicle": ("MV",),
    "laceration": ("lac",),
}
SYNONYMS = {
    "kidney": "renal",
    "renal": "kidney",
    "heart": "cardiac",
    "liver": "hepatic",
    "lung": "pulmonary",
    "malignant neoplasm": "cancer",
    "neoplasm": "tumor",
    "hypertension": "high blood pressure",
    "hemorrhage": "bleeding",
    "fracture": "broken",
    "contusion": "bruise",
    "calculus": "stone",
    "pruritus": "itching",
    "stomach": "gastric",
    "cerebral infarction": "stroke",
    "pregnancy": "gestation",
    "newborn": "neonate",
    "dyspnea": "shortness of breath",
    "edema": "swelling",
    "femur": "thigh bone",
    "tibia": "shin bone",
    "clavicle": "collarbone",
    "laceration": "cut",
    "esophagus": "oesophagus",
    "anemia": "anaemia",
    "abdominal": "belly",
    "spine": "spinal",
    "insufficiency": "failure",
    "poisoning by": "overdose of",
    "seizures": "convulsions",
    "unspecified": "NOS",
    "bilateral": "both",
    "without": "no",
    "subsequent encounter": "follow-up",
    "occupant": "passenger",
    "obstruction": "blockage",
    "infection": "infectious",
    "diabetic": "diabetes",
    "alcohol": "ethanol",
}


def perturbed(text: str, kind: str, seed: int) -> str:
    """One description, changed in one way or in all four."""
    chance = random.Random(f"{seed} {kind} {text}")
    if kind == "exact":
        return text
    if kind == "all_four":
        for change in (_synonym, _reordered, _abbreviated, _typo):
            text = change(text, chance)
        return text
    if kind == "clipped":
        return _clipped(text, chance)
    changes = {
        "typo": _typo,
        "reordered": _reordered,
        "synonym": _synonym,
        "abbreviated": _abbreviated,
    }
    return changes[kind](text, chance)


def _typo(text: str, chance: random.Random) -> str:
    """A slip in one word of five letters or more."""
    words = text.split()
    long = [n for n, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if long:
        n = chance.choice(long)
        words[n] = _slipped(words[n], chance)
    return " ".join(words)


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _reordered(text: str, chance: random.Random) -> str:
    """Clauses the other way round, or all words shaken."""
    clauses = re.split(r", | (?=with |due to |of |for )", text)
    if len(clauses) > 1 and chance.random() < 0.5:
        chance.shuffle(clauses)
        return " ".join(clauses)
    words = re.findall(r"[^\s,()\[\]]+", text)
    chance.shuffle(words)
    return " ".join(words)


def _synonym(text: str, chance: random.Random) -> str:
    """Up to two words said otherwise."""
    there = [word for word in SYNONYMS if re.search(rf"\b{word}\b", text, re.I)]
    for word in chance.sample(there, min(2, len(there))):
        text = re.sub(rf"\b{word}\b", SYNONYMS[word], text, count=1, flags=re.I)
    return text


def _abbreviated(text: str, chance: random.Random, often: float = 0.5) -> str:
    for words, forms in HABITS.items():
        if chance.random() < 0.75:
            form = chance.choice(forms)
            text = re.sub(rf"\b{words}\b", form, text, flags=re.I)
    return " ".join(
        _shortened(word, chance) if chance.random() < often else word
        for word in text.split()
    )


def _shortened(word: str, chance: random.Random) -> str:
    """Cut short, or thinned of its vowels, where it is long enough."""
    bare = word.strip(",")
    if len(bare) < 7 or not bare.isalpha() or bare == "without":
        return word
    way = chance.random()
    if way < 0.6:
        return bare[: chance.choice((4, 5, 5, 6))]
    thin = bare[0] + re.sub("[aeiou]", "", bare[1:])
    return thin if way < 0.85 else thin[: max(4, len(thin) - 2)]


def _clipped(text: str, chance: random.Random) -> str:
    """Small words gone and every word cut until all fit a narrow column."""
    text = re.sub(r"\b(of|the|and|in|to|for|by|encounter)\b |[,()\[\]]", "", text)
    text = _abbreviated(text, chance, often=0.3)
    for letters in (8, 7, 6, 5, 4):
        if len(text) <= CLIPPED_TO:
            break
        text = " ".join(_cut(word, letters) for word in text.split())
    return text


def _cut(word: str, letters: int) -> str:
    """Nobody cuts "without" to the word that says the opposite."""
    return "w/o" if word == "without" else word[:letters]


def main(folder: str, count: str = "2000", seed: str = "2026") -> None:
    from importlib import util

    from coding import tabular
    from coding.officialfiles import Official

    data = Path(util.find_spec("simple_icd_10_cm").origin).parent / "data"
    listed = tabular.parse(
        Official(
            "tabular.xml", (data / "icd10c-tabular-April-1-2026.xml").read_bytes()
        ),
        (data / "code-list-April-2026.txt").read_text("utf-8"),
    )
    there = sorted((each.code, each.title) for each in listed.entries if each.billable)
    sample = random.Random(int(seed)).sample(there, int(count))
    mixed = []
    for kind in KINDS:
        rows = [
            {"id": code, "query": perturbed(title, kind, int(seed)), "gold_dx": [code]}
            for code, title in sample
        ]
        mixed.append(rows)
        _write(Path(folder) / f"{kind}.jsonl", rows)
    changed = mixed[1:6]
    _write(
        Path(folder) / "mixed.jsonl",
        [changed[n % len(changed)][n] for n in range(len(sample))],
    )


def _write(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
