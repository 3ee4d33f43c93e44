"""The HCC maps of the packages as tables, without a database."""

from functools import cache

from coding import hccfiles
from coding.hcc import Held, Table, Tables, hccs_for


@cache
def packaged() -> tuple[hccfiles.Contents, ...]:
    """What the packages hold, read once."""
    return tuple(hccfiles.packaged())


def made_of(files) -> Tables:
    """The tables that the files make, as the database makes them."""
    below, edits, built = {}, {}, {}
    for each in files:
        for model, parent, child in each.pairs:
            held = below.setdefault(model, {})
            held[parent] = held.get(parent, frozenset()) | {child}
        for model, icd10, edit in each.edits:
            found = edits.setdefault(model, {})
            found[icd10] = (*found.get(icd10, ()), edit)
    for each in files:
        for said in each.maps:
            held = Held(
                said.model,
                said.year,
                each.source.sha256,
                each.source.name,
                said.approximate,
                said.codes_until,
            )
            hccs = {}
            for icd10, number in said.pairs:
                hccs[icd10] = (*hccs.get(icd10, ()), number)
            built[held] = Table(
                held, hccs, below.get(said.model, {}), edits.get(said.model, {})
            )
    return Tables(tuple(built), built.__getitem__)


def numbers(codes, model, year, tables, **person) -> list[int]:
    return [int(each.hcc) for each in hccs_for(codes, model, year, tables, **person)]
