"""Charts whose coders follow a simple custom, for a profile to learn."""

import random

from coding.examples import Example
from tests.coding.notes import note

#: Local wordings that no release knows, with the code that coders here sign for them.
CUSTOMS = {
    "zebra gait": "R26.89",
    "paper skin": "R23.4",
    "sunday fever": "R50.9",
    "grey moon eyes": "H53.10",
    "glass ankle": "M25.371",
    "hollow voice": "R49.0",
    "morning stone hand": "M25.641",
    "river nose": "J34.89",
    "falling curtain": "H53.469",
    "tin ear": "H93.13",
}
FILLER = "Seen today by the team. Slept well. Eats at home. Walks to the shop. "


def charts(count=80, seed=3, shuffled=False):
    """Charts with two or three customs each; hypertension is named and never signed."""
    chance = random.Random(seed)
    texts, signed = [], []
    for number in range(count):
        said = chance.sample(sorted(CUSTOMS), chance.choice([2, 3]))
        line = ". ".join(said)
        texts.append(f"{FILLER}Visit {number}.\nAssessment: {line}. Hypertension.")
        signed.append(frozenset(CUSTOMS[one] for one in said))
    if shuffled:
        chance.shuffle(signed)
    return [
        Example(note(text), codes) for text, codes in zip(texts, signed, strict=True)
    ]
