#!/usr/bin/env python3
"""Checks exported events of an Attest log, without Attest.

Needs Python 3.9 or newer and the package `cryptography`; reads the folder it lies in,
or the one that is named:

    python3 verify.py [FOLDER] [--key VKEY] [--manifest SHA256]

It shows that each event in `events/` stood in the log, to the byte, when the log's key
signed the checkpoint. Give that key yourself, from a source that you trust: the one in
the folder only shows that the folder agrees with itself. Not shown: that no event was
left out of the folder, nor that what an event says is true.

Of a package of evidence it also checks every file against manifest.json, each quotation
against its document, each row against the signature and decision in the log. Without
the sha256 of manifest.json, told apart from the package, what rests on no event could
be exchanged; so could this program: take it from where you trust it, or compare it.
Ends with 0 only when everything holds.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    # No module that somebody put beside this program passes for one of Python's.
    beside = os.path.dirname(os.path.realpath(__file__))
    sys.path = [each for each in sys.path if os.path.realpath(each) != beside]

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH = 32
Found = dict[str, Any]


class Refused(Exception):
    """Something does not hold."""


#: What reading files of any content can end in.
ENDS: tuple[type[Exception], ...] = (Refused, ArithmeticError, AttributeError, OSError)
ENDS += (LookupError, MemoryError, RecursionError, TypeError, ValueError)


def unique(pairs: list[tuple[str, Any]]) -> Found:
    """An object of JSON; one that says a thing twice could be read in two ways."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Refused("an object says the same thing twice")
    return made


def read_json(path: Path) -> Any:
    """What the file says, as everybody must read it."""
    return json.loads(path.read_bytes(), object_pairs_hook=unique)


def printable(text: str) -> str:
    """The text as a terminal takes it; what could steer one is spelt out."""
    return "".join(each if " " <= each <= "~" else ascii(each)[1:-1] for each in text)


def strict_base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused("not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise Refused("not the one spelling of its base64")
    return raw


def read_key(vkey: str) -> tuple[str, bytes, bytes]:
    """The name, the id and the Ed25519 key of a public key line."""
    parts = vkey.strip().split("+", 2)
    if len(parts) != 3 or not parts[0]:
        raise Refused("the public key has another form")
    raw = strict_base64(parts[2])
    if len(raw) != 1 + HASH or raw[0] != 1:
        raise Refused("the public key is not an Ed25519 key")
    identity = hashlib.sha256(parts[0].encode() + b"\n" + raw).digest()[:4]
    if identity.hex() != parts[1]:
        raise Refused("the public key does not fit its own id")
    return parts[0], identity, raw[1:]


def read_checkpoint(note: str, vkey: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that this key signed."""
    name, identity, key = read_key(vkey)
    cut = note.rfind("\n\n")
    if cut < 0 or not note.endswith("\n"):
        raise Refused("the checkpoint is no signed note")
    text, signed = note[: cut + 1], False
    for line in note[cut + 2 : -1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014":
            raise Refused("a signature line of the checkpoint has another form")
        raw = strict_base64(parts[2])
        if parts[1] == name and raw[:4] == identity:
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], text.encode())
            except (InvalidSignature, ValueError) as error:
                raise Refused("the signature of the checkpoint is wrong") from error
            signed = True
    if not signed:
        raise Refused("the checkpoint was not signed by this key")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not lines[1].isascii() or not lines[1].isdigit():
        raise Refused("the checkpoint has another form")
    size, root = int(lines[1]), strict_base64(lines[2])
    if str(size) != lines[1] or len(root) != HASH:
        raise Refused("the checkpoint has another form")
    return lines[0], size, root


def signed_by(note: str, vkey: str) -> str | None:
    """The text of a note, if this key signed it."""
    name, identity, key = read_key(vkey)
    cut = note.rfind("\n\n")
    text = note[: cut + 1]
    for line in note[cut + 2 :].split("\n"):
        parts = line.split(" ")
        if len(parts) == 3 and parts[0] == "\u2014" and parts[1] == name:
            raw = strict_base64(parts[2])
            if raw[:4] == identity:
                try:
                    public = Ed25519PublicKey.from_public_bytes(key)
                    public.verify(raw[4:], text.encode())
                except (InvalidSignature, ValueError):
                    return None
                return text
    return None


def follow(vkey: str, notes: list[str]) -> list[tuple[str, int, int | None]]:
    """The keys from this one on: each with the sizes of tree beyond and up to."""
    turns: list[tuple[str, int, int | None]] = [(vkey, -1, None)]
    for note in notes:
        current, beyond, _ = turns[-1]
        text = signed_by(note, current)
        lines = (text or "").split("\n")
        # What another key signed comes before the one that was given.
        if text is None or len(lines) != 6 or lines[1] != "successor":
            continue
        begins, new = lines[3].removeprefix("after "), lines[2]
        if not re.fullmatch("0|[1-9][0-9]{0,18}", begins):
            raise Refused("a successor of the key begins nowhere")
        after = int(begins)
        own = signed_by(note, new) is not None and read_key(new)[0] == lines[0]
        if not own or after < max(beyond, 0):
            raise Refused("a successor of the key did not sign for itself")
        turns[-1] = (current, beyond, after)
        turns.append((new, after, None))
    return turns


def open_checkpoint(note: str, vkey: str, notes: list[str]) -> tuple[str, int, bytes]:
    """The checkpoint, signed by the key whose turn it was, from this key on."""
    wrong = Refused("the checkpoint was not signed by this key")
    for key, beyond, until in follow(vkey, notes):
        try:
            found = read_checkpoint(note, key)
        except Refused as refusal:
            wrong = refusal
            continue
        if beyond < found[1] and (until is None or found[1] <= until):
            return found
        wrong = Refused("the key that signed the checkpoint was not in force there")
    raise wrong


def root_from(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """RFC 6962 section 2.1.1, read backwards: the root a proof leads to."""
    if size == 1:
        if proof:
            raise Refused("the proof is too long")
        return leaf
    if not proof:
        raise Refused("the proof is too short")
    half = 1 << ((size - 1).bit_length() - 1)
    beside, inner = proof[-1], proof[:-1]
    if index < half:
        left, right = root_from(leaf, index, half, inner), beside
    else:
        left, right = beside, root_from(leaf, index - half, size - half, inner)
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(
    leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes
) -> bool:
    """Whether the leaf stands at that place of the tree with that size and root."""
    whole = all(len(each) == HASH for each in [leaf, root, *proof])
    if not whole or not 0 <= index < size or len(proof) > 64:
        return False
    try:
        return root_from(leaf, index, size, list(proof)) == root
    except Refused:
        return False


def check(folder: Path, vkey: str | None = None, manifest: str | None = None) -> Found:
    """Check a whole folder; what was shown, or Refused."""
    for path in folder.rglob("*"):
        # A link could show one thing now and another later.
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Refused(str(path.relative_to(folder)) + " is no file and no folder")
    key = vkey or (folder / "log.vkey").read_text("utf-8")
    note = (folder / "checkpoint.txt").read_bytes().decode("utf-8")
    kept_notes = folder / "keys.json"
    notes = read_json(kept_notes) if kept_notes.exists() else []
    origin, size, root = open_checkpoint(note, key, notes)
    listed = read_json(folder / "proofs.json")
    entries = listed["events"]
    # Where no record proves anything there is no event of one.
    kept = folder / "events"
    there = {path.name for path in kept.iterdir()} if kept.is_dir() else set()
    if sorted(entry["file"] for entry in entries) != sorted(there):
        raise Refused("the files in events/ are not those that are listed")
    if len({entry["leaf"] for entry in entries}) != len(entries):
        raise Refused("two events claim the same place in the log")
    for entry in entries:
        check_event(folder, entry, size, root, origin)
    shown = {"origin": origin, "size": size, "events": len(entries)}
    if (folder / "disposed.json").exists():
        shown["disposed"] = check_disposed(folder, entries, size, root)
    if (folder / "manifest.json").exists() or manifest:
        shown["files"] = check_manifest(folder, manifest)
        shown["rows"], shown["signed"] = check_evidence(folder, entries)
    return shown


def check_event(folder: Path, entry: Found, size: int, root: bytes, log: str) -> None:
    name, index = entry["file"], entry["leaf"]
    if type(index) is not int or "/" in name or "\\" in name:
        raise Refused("an entry of proofs.json has another form")
    body = (folder / "events" / name).read_bytes()
    proof = [bytes.fromhex(each) for each in entry["proof"]]
    leaf = hashlib.sha256(b"\x00" + body).digest()
    if not is_included(leaf, index, size, proof, root):
        raise Refused(name + " is not what stood in the log at place " + str(index))
    if "attest/" + str(json.loads(body)["log"]) != log:
        raise Refused(name + " is of another log")


def check_disposed(folder: Path, entries: list[Found], size: int, root: bytes) -> int:
    """Leaves without bytes: each in the log, and an event of the log says so."""
    orders = {
        entry["event"]: (entry["leaf"], body)
        for entry in entries
        for body in [json.loads((folder / "events" / entry["file"]).read_bytes())]
        if body.get("type") == "chart-disposed"
    }
    listed = read_json(folder / "disposed.json")["leaves"]
    for each in listed:
        index, leaf = each["leaf"], bytes.fromhex(each["hash"])
        proof = [bytes.fromhex(one) for one in each["proof"]]
        if type(index) is not int or not is_included(leaf, index, size, proof, root):
            raise Refused("a disposed leaf is not what stood in the log")
        own, body = orders.get(each["ordered_by"], (-1, {"leaves": []}))
        told = any(part["first"] <= index <= part["last"] for part in body["leaves"])
        if not told or index >= own:
            raise Refused("no event says that leaf " + str(index) + " is disposed of")
    if len({each["leaf"] for each in listed}) != len(listed):
        raise Refused("a leaf is disposed of twice")
    return len(listed)


def check_manifest(folder: Path, expected: str | None) -> int:
    """Every file is listed and what it was; how many there are."""
    kept = folder / "manifest.json"
    own = hashlib.sha256(kept.read_bytes()).hexdigest()
    if expected is not None and own != expected.strip().lower():
        raise Refused("manifest.json is not the one that you were told of")
    files = read_json(kept)["files"]
    listed = {each["path"]: each for each in files}
    if len(listed) != len(files):
        raise Refused("manifest.json lists a file twice")
    plain = [path for path in folder.rglob("*") if path.is_file()]
    there = {path.relative_to(folder).as_posix() for path in plain}
    if odd := sorted((there - {"manifest.json"}) ^ set(listed)):
        raise Refused("files that are missing or not listed: " + ", ".join(odd))
    for path, said in listed.items():
        data = (folder / path).read_bytes()
        if (
            hashlib.sha256(data).hexdigest() != said["sha256"]
            or len(data) != said["size"]
        ):
            raise Refused(path + " is not what the manifest lists")
    return len(listed)


def check_evidence(folder: Path, entries: list[Found]) -> tuple[int, int]:
    """Each row quotes its document, and the log holds what it claims of people.

    How many rows there are, and of how many the log holds quotation and signature.
    """
    bodies = {
        str(entry["leaf"]): json.loads((folder / "events" / entry["file"]).read_bytes())
        for entry in entries
    }
    known = {
        document["sha256"]
        for body in bodies.values()
        for document in body.get("documents", [])
        if isinstance(document, dict)
    }
    shown = read_json(folder / "evidence.json")["rows"]
    for row in shown:
        if row["document_sha256"]:
            check_quotation(folder, row, known)
        if row["signed_leaf"]:
            check_signed(row, bodies.get(row["signed_leaf"], {}))
        if row["decision_leaf"]:
            check_decided(row, bodies.get(row["decision_leaf"], {}))
    signed = [row for row in shown if row["document_sha256"] and row["signed_leaf"]]
    return len(shown), len(signed)


def check_quotation(folder: Path, row: dict[str, str], known: set[str]) -> None:
    name = row["document_sha256"]
    if name not in known:
        raise Refused("a row quotes a document that the log never received")
    data = (folder / "documents" / (name + ".txt")).read_bytes()
    if hashlib.sha256(data).hexdigest() != name:
        raise Refused("a document is not the one that the log received")
    start, end = int(row["char_start"]), int(row["char_end"])
    if data.decode("utf-8")[start:end] != row["exact_text"] or start >= end:
        raise Refused("a row does not quote its document")


def check_signed(row: dict[str, str], body: Found) -> None:
    """The signature holds this code, and this place as its evidence."""
    if body.get("type") != "case-finalised":
        raise Refused("a row names a signature that is not in the log")
    spans = {
        (span["document"], str(span["start"]), str(span["end"]))
        for code in body["codes"]
        if code["code"] == row["icd10cm"]
        for span in code.get("evidence", [])
    }
    if (row["document_sha256"], row["char_start"], row["char_end"]) not in spans:
        raise Refused("a row claims what was not signed")


def check_decided(row: dict[str, str], body: Found) -> None:
    """The decision is of this code, by this person, under this credential."""
    if body.get("type") != "decision-made":
        raise Refused("a row names a decision that is not in the log")
    held = body["credential"]
    claimed = (
        (row["final_code"], body.get("final_code", "")),
        (row["credential_number"], held["number"]),
        (row["coder_id"], body["actor"]["id"]),
        (row["decided_at"], body["occurred_at"]),
    )
    if any(said != found for said, found in claimed):
        raise Refused("a row claims another decision than the log holds")


def main(arguments: list[str]) -> int:
    given = list(arguments)
    told: dict[str, str | None] = {"--key": None, "--manifest": None}
    for option in (each for each in told if each in given):
        place = given.index(option)
        if place + 1 >= len(given):
            sys.stderr.write(option + " needs a value\n")
            return 2
        told[option] = given[place + 1]
        del given[place : place + 2]
    folder = Path(given[0]) if given else Path(__file__).resolve().parent
    try:
        shown = check(folder, told["--key"], told["--manifest"])
    except ENDS as error:
        said = str(error) or type(error).__name__
        sys.stderr.write("NOT VERIFIED: " + printable(said) + "\n")
        return 1
    log = f"{printable(shown['origin'])} of {shown['size']}"
    sys.stdout.write(f"verified: {shown['events']} events in the log {log}\n")
    if gone := shown.get("disposed"):
        sys.stdout.write(f"verified: {gone} more were disposed of, as the log says\n")
    if "rows" in shown:
        rows = f"{shown['rows']} rows of evidence, {shown['signed']} of them signed"
        sys.stdout.write(f"verified: {shown['files']} files and {rows} in the log\n")
    if told["--key"] is None:
        sys.stdout.write("with the key in the folder; compare it with one you trust\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
