"""Opening official files, and refusing what is none."""

import gzip
import hashlib

import pytest

from coding import officialfiles
from coding.officialfiles import Official, Refused, read, rows, xml


def test_packing_changes_neither_name_nor_fingerprint(tmp_path):
    plain, packed = tmp_path / "index.csv", tmp_path / "index.csv.gz"
    plain.write_bytes(b"a,b\n1,2\n")
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert read(plain) == read(packed)
    assert read(packed).name == "index.csv"
    assert read(packed).sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (gzip.compress(b"some text" * 99, mtime=0)[:-9], "damaged or cut off"),
        (b"\x1f\x8bnonsense", "damaged or cut off"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused(tmp_path, data, why):
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(Refused, match=why):
        read(path)


def test_a_missing_file_or_folder_is_refused(tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(Refused, match="Cannot read"):
            read(path)


def test_a_file_that_grows_when_unpacked_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(officialfiles, "MAX_BYTES", 1_000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * 1_001))
    with pytest.raises(Refused, match="unpacks to more"):
        read(path)
    path.write_bytes(b"0" * 1_001)
    with pytest.raises(Refused, match="larger"):
        read(path)


def test_older_files_are_windows_text():
    assert Official("x", "caf\xe9".encode("cp1252")).text() == "caf\xe9"
    assert Official("x", b"\xef\xbb\xbfcaf\xc3\xa9").text() == "caf\xe9"
    for data in (b"\x81\x8d", b"a,b\n1,\0\n"):
        with pytest.raises(Refused, match="no text"):
            Official("x", data).text()


def test_xml_may_declare_nothing():
    assert xml(Official("x", b"<a>1</a>")).text == "1"
    for text in (b"<!DOCTYPE a><a/>", b'<!DOCTYPE a SYSTEM "file:///etc/hosts"><a/>'):
        with pytest.raises(Refused, match="document type"):
            xml(Official("x", text))


@pytest.mark.parametrize(
    "text",
    [
        b"<a>",
        b"<a>&b;</a>",
        b"a",
        b"<a/><a/>",
        b"<?xml version='1.0' encoding='x'?><a/>",
    ],
)
def test_xml_that_is_damaged_is_refused(text):
    with pytest.raises(Refused, match="damaged or cut off"):
        xml(Official("x", text))


def test_xml_may_not_nest_without_end():
    deep = b"<a>" * 41 + b"</a>" * 41
    with pytest.raises(Refused, match="nests more deeply"):
        xml(Official("x", deep))


def test_rows_hold_the_columns_that_were_asked_for():
    table = Official("x", b'a,b,c\r\n1," 2,2 ",3\r\n')
    (row,) = rows(table, ("c", "b"))
    assert row.fields == {"c": "3", "b": "2,2"}
    assert row.line == 2


@pytest.mark.parametrize("text", [b"a,b\n1\n", b"a,b\n1,2,3\n", b'a,b\n1,"2\n'])
def test_a_row_of_another_length_is_refused(text):
    with pytest.raises(Refused, match="damaged at line"):
        list(rows(Official("x", text), ("a",)))
