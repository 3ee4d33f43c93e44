"""The resources of one FHIR file, found by type or by a reference to them.

Owns following a reference within the file: by the address given beside a resource, by
its type and id, or inside the resource that refers. Must not follow one out of it, nor
know what a resource says of a chart. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from coding.chartplain import Plain, Unreadable
from coding.interop import table, tables, words

#: Names and numbers of one resource, and coverages of one patient: whatever refers to
#: it reads them again, so that a file of many would cost their product.
MOST_SAID = 500


@dataclass(slots=True)
class Resources:
    """Every resource of a file, found by its type or by a reference to it."""

    by_type: dict[str, list[Plain]] = field(default_factory=dict)
    by_name: dict[str, Plain] = field(default_factory=dict)
    coverages: dict[str, list[Plain]] = field(default_factory=dict)  # by patient
    # Of one resource, by its identity; it is held, so that no other can have that.
    contained: dict[int, tuple[Plain, dict[str, Plain]]] = field(default_factory=dict)

    def take(self, resource: Plain, full_url: str = "") -> None:
        """Keeps a resource; ``Unreadable`` where it says more than anybody would."""
        kind, key = words(resource.get("resourceType")), words(resource.get("id"))
        for said in ("name", "identifier"):
            if len(tables(resource.get(said))) > MOST_SAID:
                raise Unreadable(f"has a resource of over {MOST_SAID} names or numbers")
        self.by_type.setdefault(kind, []).append(resource)
        for name in (full_url, f"{kind}/{key}" if key else ""):
            if name:
                self.by_name.setdefault(name, resource)

    def cover(self, patient: str, coverage: Plain) -> None:
        """Keeps a coverage with the patient whom it is about; of nobody, none."""
        if not patient:
            return
        known = self.coverages.setdefault(patient, [])
        if len(known) >= MOST_SAID:
            raise Unreadable(f"has over {MOST_SAID} coverages of one patient")
        known.append(coverage)

    def at(self, reference: object, inside: Plain | None = None) -> Plain:
        """What a Reference points at, also within the resource; {} if unknown."""
        name = words(table(reference).get("reference"))
        if name.startswith("#"):
            return self._within(inside or {}).get(name[1:], {})
        return self.by_name.get(name) or self.by_name.get(short(name), {})

    def _within(self, resource: Plain) -> dict[str, Plain]:
        """What a resource contains, by id; looked through once however often asked."""
        known = self.contained.get(id(resource))
        if known is None:
            by_id: dict[str, Plain] = {}
            for one in tables(resource.get("contained")):
                if isinstance(key := one.get("id"), str):
                    by_id.setdefault(key, one)
            known = self.contained[id(resource)] = (resource, by_id)
        return known[1]


def short(reference: str) -> str:
    """``Patient/7`` of an address that ends so, without a version."""
    parts = reference.partition("/_history/")[0].split("/")
    return "/".join(parts[-2:])
