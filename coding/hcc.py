"""HCCs: which payment categories a set of diagnoses falls into.

Owns the models and the years they pay for, the step from code to HCC with its edits for
age and sex, and the hierarchy. Knows no weights: what a category pays is never computed
here. Must not import Django; where maps come from is ``coding.hcctables``'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from coding.values import CodedNote, Hcc, HccMap


class Model(StrEnum):
    """A risk-adjustment model; one word, because events name it."""

    V22 = "V22"
    V23 = "V23"
    V24 = "V24"
    V28 = "V28"
    ESRD_V21 = "ESRD-V21"
    ESRD_V24 = "ESRD-V24"
    RXHCC_V08 = "RxHCC-V08"


@dataclass(frozen=True, slots=True)
class PaymentYear:
    """The models that pay Medicare Advantage for Part C in a year, and who says so."""

    year: int
    models: tuple[Model, ...]
    source: str


# To 2023 as commonly told: those announcements themselves were not read for this table.
PAYMENT_YEARS = (
    PaymentYear(2017, (Model.V22,), "2017 Rate Announcement: V22 alone"),
    PaymentYear(2018, (Model.V22,), "2018 Rate Announcement: V22 alone"),
    PaymentYear(
        2019, (Model.V22, Model.V23), "2019 Rate Announcement: V22 blended with V23"
    ),
    PaymentYear(
        2020, (Model.V22, Model.V24), "2020 Rate Announcement: V22 and V24, half each"
    ),
    PaymentYear(
        2021, (Model.V22, Model.V24), "2021 Rate Announcement: V22 and V24, 1 to 3"
    ),
    PaymentYear(2022, (Model.V24,), "2022 Rate Announcement: V24 alone"),
    PaymentYear(2023, (Model.V24,), "2023 Rate Announcement: V24 alone"),
    PaymentYear(
        2024, (Model.V24, Model.V28), "2024 Rate Announcement: V24 and V28, 2 to 1"
    ),
    PaymentYear(
        2025, (Model.V24, Model.V28), "2025 Rate Announcement: V24 and V28, 1 to 2"
    ),
    PaymentYear(2026, (Model.V28,), "2026 Rate Announcement: V28 alone"),
    PaymentYear(
        2027,
        (Model.V28,),
        "2027 Rate Announcement, 2026-04-06: V28 as it was; the proposed new"
        " calibration was not adopted",
    ),
)


def payment_year_for(service_date: date) -> int:
    """Diagnoses of one calendar year set the payment of the next."""
    return service_date.year + 1


def models_for(payment_year: int) -> tuple[Model, ...]:
    """The models that pay in a year; none where the table above ends."""
    found = (each.models for each in PAYMENT_YEARS if each.year == payment_year)
    return next(found, ())


def models_asked(payment_year: int) -> tuple[Model, ...]:
    """The same, and beyond the table those of its nearest year.

    So that a result of such a year says "not loaded" and not nothing; and an official
    map of that year, once loaded, is used before this table knows of it.
    """
    return min(PAYMENT_YEARS, key=lambda each: abs(each.year - payment_year)).models


# ---- maps


class NotLoaded(LookupError):  # noqa: N818  reads better where it is caught
    """No map that may be used for a model in a payment year; never an empty answer."""

    def __init__(self, model: Model, payment_year: int, why: str) -> None:
        super().__init__(
            f"No {model} map for payment year {payment_year}: {why}. "
            "What the packages hold is loaded by: bin/manage load_release hcc"
        )
        self.model, self.payment_year = model, payment_year


@dataclass(frozen=True, slots=True)
class Held:
    """A map that is held: of a model, for a payment year, from a file.

    ``approximate``: the file itself only comes near what that year paid by. Codes that
    became valid after ``codes_until`` are not in it, though their service counts.
    """

    model: Model
    year: int
    sha256: str
    source: str
    approximate: bool = False
    codes_until: date | None = None

    def is_exact(self, payment_year: int, on: date | None) -> bool:
        """Whether it is all that pays for a date of service, or for a whole year."""
        day = on or date(payment_year - 1, 12, 31)
        covered = self.codes_until is None or day <= self.codes_until
        return self.year == payment_year and covered and not self.approximate


@dataclass(frozen=True, slots=True)
class Edit:
    """For some ages or one sex a code counts otherwise: as ``hcc``, or for nothing.

    ``up_to`` and ``from_age`` are inclusive; with both, either is enough.
    """

    hcc: str = ""
    sex: str = ""
    up_to: int | None = None
    from_age: int | None = None

    def applies(self, age: int | None, sex: str) -> bool:
        if self.sex:
            return self.sex == sex
        if age is None:
            return False
        young = self.up_to is not None and age <= self.up_to
        return young or (self.from_age is not None and age >= self.from_age)


@dataclass(frozen=True, slots=True)
class Table:
    """One map with its model's hierarchy; codes are undotted, as CMS prints them."""

    held: Held
    hccs: Mapping[str, tuple[str, ...]]
    below: Mapping[str, frozenset[str]]
    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tables:
    """Every map there is, best first where a year has several, and how to get one."""

    held: Sequence[Held]
    load: Callable[[Held], Table]

    def table(self, model: Model, payment_year: int) -> Table:
        """The map to use; ``NotLoaded`` where there is none."""
        return self.load(choose(model, payment_year, self.held))

    def used(self, model: Model, payment_year: int, on: date | None = None) -> HccMap:
        """What the trail says of the map to use, or that it is not loaded."""
        try:
            held = choose(model, payment_year, self.held)
        except NotLoaded:
            return HccMap(model.value, payment_year)
        approximate = not held.is_exact(payment_year, on)
        return HccMap(model.value, payment_year, held.year, held.sha256, approximate)


def choose(model: Model, payment_year: int, held: Iterable[Held]) -> Held:
    """The map of the year, else the nearest year's, but only for a model that pays.

    A map of a neighbouring year must not bring a model to life that CMS had retired.
    """
    of_model = [each for each in held if each.model is model]
    for each in of_model:
        if each.year == payment_year:
            return each
    if model not in models_for(payment_year):
        raise NotLoaded(model, payment_year, "there is none, nor does it pay that year")
    if not of_model:
        raise NotLoaded(model, payment_year, "nothing of this model is loaded")
    return min(of_model, key=lambda each: (abs(each.year - payment_year), each.year))


# ---- from codes to HCCs

_CODE = re.compile(r"([A-Z][0-9][0-9A-Z])\.?([0-9A-Z]{0,4})")

# A heart assist device counts as heart failure only beside one (CMS, V28 software).
_HEART_ASSIST = "223"
_HEART_FAILURE = frozenset({"221", "222", "224", "225", "226"})
# Dialysis and kidney failure are what the ESRD models are about, not part of them.
_NEVER = {
    Model.ESRD_V21: frozenset({"134"}),
    Model.ESRD_V24: frozenset({"134", "135", "136", "137"}),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a set of diagnoses comes to in one model and payment year.

    ``codes`` are the diagnoses behind each HCC, ``trumped`` which HCC stands above one
    that therefore does not count, ``unsupported`` those that count only beside others,
    ``malformed`` what was handed in and is no ICD-10-CM code by its form.
    """

    hccs: tuple[Hcc, ...]
    codes: Mapping[str, tuple[str, ...]]
    trumped: Mapping[str, str]
    unsupported: tuple[str, ...]
    malformed: tuple[str, ...]
    map: HccMap


def bare(code: str) -> str | None:
    """A code as the maps spell it, or None where it is no code by its form."""
    found = _CODE.fullmatch(code.strip().upper())
    return "".join(found.groups()) if found else None


def hccs_for(
    codes: Iterable[str],
    model: Model,
    payment_year: int,
    tables: Tables,
    *,
    age: int | None = None,
    sex: str = "",
) -> tuple[Hcc, ...]:
    """The HCCs of a year's diagnoses, hierarchy applied; ``NotLoaded`` without map."""
    return assess(codes, model, payment_year, tables, age=age, sex=sex).hccs


def assess(
    codes: Iterable[str],
    model: Model,
    payment_year: int,
    tables: Tables,
    *,
    age: int | None = None,
    sex: str = "",
) -> Assessment:
    """The same with everything that led to it. Without age or sex no edit applies."""
    table, used = tables.table(model, payment_year), tables.used(model, payment_year)
    behind: dict[str, set[str]] = {}
    malformed = set()
    for code in codes:
        name = bare(code)
        if name is None:
            malformed.add(code)
            continue
        for hcc in hccs_of(name, table, age=age, sex=sex):
            behind.setdefault(hcc, set()).add(dotted(name))
    unsupported = _unsupported(behind.keys(), model)
    trumped = _trumped(behind.keys() - unsupported, table.below)
    counting = in_order(behind.keys() - unsupported - trumped.keys())
    return Assessment(
        hccs=tuple(_hcc(hcc, used) for hcc in counting),
        codes={hcc: tuple(sorted(behind[hcc])) for hcc in in_order(behind)},
        trumped={hcc: trumped[hcc] for hcc in in_order(trumped)},
        unsupported=in_order(unsupported),
        malformed=tuple(sorted(malformed)),
        map=used,
    )


def hccs_of(
    name: str, table: Table, *, age: int | None = None, sex: str = ""
) -> tuple[str, ...]:
    """The HCCs of one undotted code, before any hierarchy; a code may have several."""
    for edit in table.edits.get(name, ()):
        if edit.applies(age, sex):
            return (edit.hcc,) if edit.hcc else ()
    return in_order(table.hccs.get(name, ()))


def in_order(hccs: Iterable[str]) -> tuple[str, ...]:
    """By number, whatever a set or the hash seed made of the order."""
    return tuple(sorted(hccs, key=lambda hcc: (len(hcc), hcc)))


def dotted(name: str) -> str:
    return f"{name[:3]}.{name[3:]}" if len(name) > 3 else name


def _hcc(hcc: str, used: HccMap) -> Hcc:
    return Hcc(used.model, used.payment_year, hcc, used.sha256)


def _unsupported(present: Iterable[str], model: Model) -> set[str]:
    found = set(present)
    lost = found & _NEVER.get(model, frozenset())
    if model is Model.V28 and not found & _HEART_FAILURE:
        lost |= found & {_HEART_ASSIST}
    return lost


def _trumped(
    present: Iterable[str], below: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """By number, and only an HCC that still stands removes others, as in CMS's macros.

    It matters where the pairs are no chain: V28 puts 62 above 63 and 63 above 202, but
    62 not above 202.
    """
    found, trumped = in_order(present), dict[str, str]()
    for parent in found:
        if parent not in trumped:
            for child in below.get(parent, frozenset()).intersection(found):
                trumped.setdefault(child, parent)
    return trumped


# ---- one encounter


@dataclass(frozen=True, slots=True)
class Categories:
    """The HCCs that each code of an encounter brings, for the models of its year.

    Without hierarchy: that is a matter of a person's whole year, and a code keeps its
    category wherever another encounter trumps it.
    """

    maps: tuple[HccMap, ...] = ()
    tables: tuple[Table, ...] = ()
    age: int | None = None
    sex: str = ""

    @classmethod
    def on(
        cls, service_date: date, tables: Tables, *, age: int | None = None, sex: str
    ) -> Categories:
        year = payment_year_for(service_date)
        models = models_asked(year)
        maps = tuple(tables.used(model, year, service_date) for model in models)
        loaded = (Model(used.model) for used in maps if used.is_loaded)
        return cls(maps, tuple(tables.table(m, year) for m in loaded), age, sex)

    def of(self, code: str) -> tuple[Hcc, ...]:
        """What one diagnosis brings, by every map of the year."""
        name = bare(code)
        loaded = (used for used in self.maps if used.is_loaded)
        return tuple(
            _hcc(hcc, used)
            for used, table in zip(loaded, self.tables, strict=True)
            if name is not None
            for hcc in hccs_of(name, table, age=self.age, sex=self.sex)
        )


def bearing(coded: CodedNote) -> frozenset[str]:
    """The suggested codes that fall into a payment category, for routing."""
    return frozenset(one.code for one in coded.suggestions if one.hccs)
