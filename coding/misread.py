"""Words that name a condition elsewhere and here do not: "anxious to see the MRI".

Owns these few by what stands right beside them. Must not judge whether a condition that
is named is there: assertions do that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

#: What a passive range of motion is measured in.
MOVED = (
    r"\W{0,3}(?:(?:R|L|B|right|left|bilat\w*)\W+)?(?:shoulder|knee|elbow|hip|wrist"
    r"|ankle|neck|finger|flex|ext|abd|ER\b|IR\b|exerc|pendul|stretch|W[NF]L|\d)"
)
#: What swells in itself, on which a finding of oedema is no code of its own.
LINING = (
    r"\s+(?:(?:nasal|bowel|gastric|oral|bronchial|laryngeal|inferior|middle)\s+){0,2}"
    r"(?:mucosa\w*|mucous|turbinates?|stroma|walls?|gallbladder|pancreas|bowel|loops?"
    r"|colon|cornea|dis[ck]|uvula|plaques?|papules?|tissues?)\b"
)
#: A test that is on its way, named by what it looks for.
SENT = (
    r"\s+(?:(?:stool|viral|dna|rna|load|cultures?|pcr|swabs?|abs?|ag|mutation)\s+){0,2}"
    r"(?:(?:was|were|is|are)\s+)?(?:ordered|sent|pending|drawn|collected|checked)\b"
)
#: Of blood: what a number or "elevated" makes a finding, and a bare name does not.
UNTOLD = (
    r"(?!\s*(?:level|content|concentration)?\s*(?:of|was|is|at|=|:)?\s*\d"
    r"|[^.;\n]{0,30}\b(?:elevat|high\b|positive))"
)
LIMBS = r"[^.;\n]{0,24}\b(?:limb|leg|arm|hand|foot|knee|shoulder|extremit|ankle|wrist)"
NEVER, ALWAYS = r"(?!)", r""
#: A belly is filled with gas to look into it.
MADE = (
    r"\b(?:establish\w*|creat\w+|obtain\w*|achiev\w+|maintain\w*|releas\w+|carbon"
    r" dioxide|CO2|satisfactory|adequate|the)\s+(?:an? )?(?:adequate |good )?$"
)
INFLATED = (
    r"\s+(?:(?:was|is|had been|were|to|of|with|using|via|up|at|being)\b"
    r"|(?:established|created|achieved|obtained|pressure|needle)\b)"
)
#: What is done at a later visit, and the words that put it there.
REMOVALS = (
    r"(?:dressing change|(?:suture|staple)s? removal"
    r"|removal of (?:the )?(?:suture|staple)s?)$"
)
SOON = r"(?:(?:next|one|two|three|four|\d+(?: ?(?:-|to) ?\d+)?) )?(?:week|day|month)s?"
#: "Avulsion" alone stands for the tearing out of an eye.
NOT_OF_AN_EYE = r"(?!\s+(?:of|to) (?:the )?(?:\w+ )?(?:eye|globe|orbit))"
#: How an electroencephalogram is provoked (ACNS guideline 1).
TESTED = r"\b(?:during|with|after|to|performed|of)\s+$|photic stimulation,? (?:and )?$"
TESTING = (
    r"\s*:|,? (?:and|or|nor) (?:\w+ )?photic|\s+(?:for|produc|procedure|maneuver)"
    r"|\s+(?:was|is)(?: not)? (?:perform|done|carr)"
)
#: The words, what stands right before them, and what right after; either suffices.
#: Each row begins with the first letters of its words.
ROWS = (
    ("a", r"anxious$", NEVER, r"\s+to (?!sleep\b)"),
    ("w", r"worr(?:y|ies|ied)\b", r"\b(?:I|we|not(?: to)?|don't)\s+$", NEVER),
    (
        "r",
        r"refill\w* (?:his|her|their|my|the|this|your) prescriptions?$",
        ALWAYS,
        NEVER,
    ),
    (
        "r",
        r"removal of (?:the |a )?(?:traction|stay|bridle|holding) sutures?$",
        ALWAYS,
        NEVER,
    ),
    ("p", r"piles?$", NEVER, r"\s+of\b"),
    ("p", r"pneumo-?peritoneum$", MADE, INFLATED),
    # What is to come is no reason for this visit
    ("dsr", REMOVALS, rf"{SOON} for (?:a |the )?$", rf"\s+(?:in|after) {SOON}\b"),
    ("p", r"pre-? ?op\w* evaluation$", r"\bafter (?:\w+ )?$", r"\s+and explanation\b"),
    ("p", r"post-? ?op\w* pain$", NEVER, r"\s+(?:relief|control|analgesia|block)\b"),
    (
        "s",
        r"sleep (?:alteration|disturbance|disruption|difficult\w+)s?$",
        NEVER,
        r"\s+(?:because of|due to|from|secondary to) (?:the |her |his |this )?pain\b",
    ),
    ("a", r"avulsions?$", NEVER, NOT_OF_AN_EYE),
    ("w", r"weight gain$", r"\b(?:appropriate|adequate|good|normal|steady)\s+$", NEVER),
    ("h", r"hyperventilation$", TESTED, TESTING),
    ("c", r"carpal tunnel$", r"\b(?:within|through|into|inside) the\s+$", NEVER),
    (
        "d",
        r"depression$",
        r"\b(?:scleral|ST|segment|respiratory|marrow|foveal|CNS)[ -]+$",
        r"\s+(?:of|in) (?:the )?(?:ST|skull|fovea|sternum|segment)\b|\s+fracture\b",
    ),
    ("f", r"fall(?:ing|s|en)?$", NEVER, r"\s+(?:asleep|behind|short|apart)\b"),
    ("s", r"screening mammo\w*$", r"\babnormal\s+$", r"\W{1,3}BI-?RADS\b"),
    ("cs", r"(?:s/p )?(?:colostomy|stent)$", NEVER, r"\s+(?:revers|take|clos|remov)"),
    ("p", r"prom$", r"\b(?:AROM|AAROM|flex\w*|abd\w*|ER|IR)\W+$", MOVED),
    ("p", r"pain\w* (?:in|during|over|for) (?:this|that|the) period", ALWAYS, NEVER),
    ("b", r"blood(?:, | and |, and |/)urine$", ALWAYS, NEVER),
    ("u", r"urine(?: and |, and |/)blood$", ALWAYS, NEVER),
    ("b", r"blood alcohol$", NEVER, UNTOLD),
    ("m", r"murmurs?$", r"\bvesicular\s+$", r"\s+vesicular\b"),
    ("t", r"tear menisc", NEVER, r"[^.;\n]{0,40}\b(?:eyes?|OD|OS|OU|height|mm)\b"),
    (
        "h",
        r"hypothermia$",
        r"\b(?:therapeutic|induced|controlled|targeted|deliberate)\s+$",
        r"\s+(?:protocol|therapy)\b|[^.;\n]{0,60}\b(?:bypass|CPB|cardioplegi\w+)\b",
    ),
    ("l", r"liv(?:es|ing) alone$", r"\bdaily\s+$", NEVER),
    ("c", r"child\W+as\W+well$", ALWAYS, NEVER),
    ("v", r"vt$", NEVER, r"\W{0,3}(?:of |set at )?\d{2,4} ?(?:ml|cc)\b"),
    ("e", r"(?:o?e)?dematous$", NEVER, LINING),
    (
        "c",
        r"c(?:o?e)liac$",
        NEVER,
        r"\s+(?:arter|trunk|axis|plexus|node|lymph|gangli|adenopath|region)",
    ),
    (
        "es",
        r"(?:electric )?shocks?$",
        r"\b(?:ICD|defibrillator|culture)\s+$",
        r"[ -](?:waves?|therapy|lithotripsy|advised|delivered)\b",
    ),
    ("g", r"ganglions?$", r"\b(?:stellate|basal|root)\s+$", r"\s+(?:block|cell|impar)"),
    ("c", r"cough$", NEVER, r"\s+(?:assist|drops?|etiquette|reflex)\b"),
    ("i", r"impotence$", NEVER, LIMBS),
    ("i", r"ICD$", NEVER, r"[- ]?(?:9|10|11)\b|[ -]?codes?\b| ?: ?[A-Z]\d"),
    (
        "lahcevfgtims",
        r"(?:lupus anticoagulant|anti-?cardiolipin|HSV|HCV|HBV|CMV|EBV|VZV|lyme|mono"
        r"|factor v leiden|gonorrh\w+|chlamydia|trichomonas|influenza|flu|strep\w*"
        r"|c\.? ?diff\w*|h\.? ?pylori)$",
        NEVER,
        SENT,
    ),
)
Row = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]


def _by_letter(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, tuple[Row, ...]]:
    """The rows by the first letter of their words, so that few are tried."""
    made = {row: tuple(re.compile(one, re.I) for one in row[1:]) for row in rows}
    return {
        letter: tuple(
            (words, before, after)
            for row, (words, before, after) in made.items()
            if letter in row[0]
        )
        for letter in set(chain.from_iterable(row[0] for row in made))
    }


MISREAD = _by_letter(ROWS)
BEHIND = 24


def is_misread(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` names no condition in the words that it stands in."""
    rows = MISREAD.get(text[start : start + 1].lower())
    if rows is None:
        return False
    said = text[start:end]
    return any(
        words.match(said)
        and (
            before.search(text[max(0, start - BEHIND) : start])
            or after.match(text, end)
        )
        for words, before, after in rows
    )
