"""Addresses of static files: they change with the content, and may be kept."""

from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from config import assets


def test_an_address_says_what_is_in_the_file(tmp_path, monkeypatch):
    sheet = tmp_path / "one.css"
    sheet.write_text("body { color: red }")
    monkeypatch.setattr(assets.finders, "find", lambda name: str(sheet))
    before = assets._mark.__wrapped__("one.css")
    sheet.write_text("body { color: blue }")
    assert len(before) == assets.LENGTH
    assert assets._mark.__wrapped__("one.css") != before


def test_pages_ask_for_files_by_such_addresses_and_unknown_ones_stay_plain():
    path, mark = static("css/base.css").split("?v=")
    assert path == "/static/css/base.css"
    assert mark == assets._mark("css/base.css")
    assert static("css/nowhere.css") == "/static/css/nowhere.css"


def test_only_what_is_addressed_by_content_is_referred_to():
    # A file that another file names itself would be kept for a day with no mark.
    sheets = Path(settings.BASE_DIR / "static").rglob("*.css")
    assert not [each.name for each in sheets if "url(" in each.read_text()]
