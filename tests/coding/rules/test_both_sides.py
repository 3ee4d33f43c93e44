"""Each of the 84 rules is shown to fire and to stay silent; the page lists all."""

import ast
import re
from pathlib import Path

from coding.rules import RULES

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "rules.md"
ALL = {rule.id for rule in RULES}
RULE = re.compile(r"R\d\d")
CALL = re.compile(r"(not )?fired\(\s*\"(R\d\d)\"")
#: Shown on both sides by one table of test_specificity, right and wrong in turn.
BY_TABLE = {"R12", "R41", "R60"}


def _shown():
    sides = {"FIRES": set(BY_TABLE), "SILENT": set(BY_TABLE)}
    for file in sorted(HERE.glob("test_*.py")):
        source = file.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            name = _name_of(node)
            if name in sides:
                sides[name] |= _ids(node.value)
            if isinstance(node, (ast.Assign, ast.Assert)):
                words = ast.get_source_segment(source, node)
                empty = re.search(r"==\s*(?:\[\]|\(\))", words)
                for denied, rule in CALL.findall(words):
                    sides["SILENT" if denied or empty else "FIRES"].add(rule)
    return sides


def _name_of(node):
    named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    return node.targets[0].id if named else ""


def _ids(value):
    told = (one.value for one in ast.walk(value) if isinstance(one, ast.Constant))
    return {one for one in told if isinstance(one, str) and RULE.fullmatch(one)}


def test_every_rule_is_shown_on_both_sides():
    shown = _shown()
    assert len(ALL) == 84
    assert ALL - shown["FIRES"] == set()
    assert ALL - shown["SILENT"] == set()


def test_the_page_lists_every_rule_once():
    listed = re.findall(r"^## (R\d\d) ", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(listed) == 84
    assert set(listed) == ALL
