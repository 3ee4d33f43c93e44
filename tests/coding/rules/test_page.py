"""The page about the rules says what the registry says."""

from pathlib import Path

from coding.rules import RULES
from coding.rules.page import PATH, page

TOP = Path(__file__).resolve().parents[3]


def test_the_page_is_current():
    written = (TOP / PATH).read_text(encoding="utf-8")
    assert written == page(), "run: python -m coding.rules.page"


def test_every_rule_is_on_the_page_with_what_it_looks_at():
    text = page()
    for rule in RULES:
        assert f"## {rule.id} · " in text
        assert rule.looks_at in text
