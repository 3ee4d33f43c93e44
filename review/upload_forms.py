"""Reading an upload from a form: encounter facts, patient and documents.

Owns the shape of the form, not what is acceptable: ``coding.acceptance`` refuses, and a
refusal is kept as an exception, so the form lets through whatever it can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from coding.models import Modality, Sex
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload
from coding.values import Setting
from review.remittance.segments import MOST_BYTES

SOURCE = "upload"
MOST_DELIVERED = 16 * 1024 * 1024
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label: str, longest: int = 120, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=hint
    )


def _date(label: str, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DATE)


class EncounterForm(forms.Form):
    """What is known of the encounter without reading its documents."""

    setting = forms.ChoiceField(
        label="Setting", choices=[(each.value, each.value) for each in Setting]
    )
    service_date = _date("Date of service, or discharge", required=True)
    admission_date = _date("Admission")
    modality = forms.ChoiceField(
        label="Modality", required=False, choices=[("", "not known"), *Modality.choices]
    )
    place_of_service = _text("Place of service", 2, "two digits, such as 11")
    age = forms.IntegerField(
        label="Age",
        required=False,
        min_value=0,
        max_value=130,
        help_text="in years; the birth date counts first",
    )
    sex = forms.ChoiceField(
        label="Sex", required=False, choices=[("", "not known"), *Sex.choices[:2]]
    )
    specialty = _text("Specialty", 80)
    specialty_code = _text("Specialty code", 2, "two characters, such as 11")
    provider_name = _text("Rendering provider")
    provider_credential = _text("Provider's credential", 40, "such as MD or NP")
    provider_group = _text("Provider's group", 80, "practice or department")
    provider_npi = _text("Provider's NPI", 10, "ten digits")
    site = _text("Site", 80)
    contract = _text("Contract", 40, "such as H1234")
    payer = _text("Payer", 80)
    claim_control_number = _text("Claim control number", 80)
    external_id = _text(
        "Encounter number", 200, "of the source system; the same number is one chart"
    )
    billed = _text(
        "Diagnoses already billed", 400, "codes with blanks between; each is decided"
    )

    procedures = _text(
        "Procedures of the claim", 400, "CPT and HCPCS codes with blanks between"
    )

    def clean_billed(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["billed"].replace(",", " ").split())

    def clean_procedures(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["procedures"].replace(",", " ").split())


class PatientForm(forms.Form):
    """Who the patient is; goes to the identity store and nowhere else."""

    name = _text("Name", 200)
    birth_date = _date("Birth date")
    mrn = _text("Record number (MRN)", 80)
    mbi = _text("Medicare number (MBI)", 20)
    enrollee_id = _text("Enrollee number", 80)


class DocumentForm(forms.Form):
    """One document, pasted or as a file; a form with neither is passed over."""

    kind = _text("Type", 80, "such as progress note")
    author = _text("Author", 80)
    author_role = _text("Author's role", 80, "such as physician")
    date = _date("Date")
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="or a text file", required=False, allow_empty_file=True
    )

    def document(self) -> DocumentUpload | None:
        said = self.cleaned_data
        file = said.get("file")
        about = {name: said[name] for name in ("kind", "author", "author_role", "date")}
        if file is not None:
            return DocumentUpload(file.read(), name=file.name or "", **about)
        text: str = said.get("text") or ""
        # Browsers send pasted line ends as CR LF whatever they were.
        return DocumentUpload.of_text(_line_ends(text), **about) if text else None


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


MOST_DOCUMENTS = 20
DocumentForms = formset_factory(
    DocumentForm,
    extra=0,
    min_num=1,
    max_num=MOST_DOCUMENTS,
    # However many a request claims to hold: beyond, only the error is made.
    absolute_max=MOST_DOCUMENTS,
)


class UploadForms:
    """The three parts of the page, read together."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        facts: dict[str, Any] | None = None,
        patient: dict[str, Any] | None = None,
        documents: Sequence[dict[str, Any]] = ({},),
    ) -> None:
        self.encounter = EncounterForm(data, initial=facts)
        self.patient = PatientForm(data, initial=patient, prefix="patient")
        self.documents: BaseFormSet[DocumentForm] = DocumentForms(
            data, files, initial=list(documents), prefix="documents"
        )

    def is_valid(self) -> bool:
        """Asks every part, so that all of them show their errors."""
        parts = (self.encounter, self.patient, self.documents)
        return not [part for part in parts if not part.is_valid()]

    def facts(self) -> dict[str, Any]:
        """Everything but the documents, as an upload names it."""
        patient = PatientUpload(**self.patient.cleaned_data)
        return {**self.encounter.cleaned_data, "patient": patient}

    def given(self) -> tuple[DocumentUpload, ...]:
        return tuple(self._given())

    def _given(self) -> Iterator[DocumentUpload]:
        for form in self.documents:
            document = form.document()
            if document is not None:
                yield document

    def upload(self) -> ChartUpload:
        return ChartUpload(documents=self.given(), source=SOURCE, **self.facts())


def initial_of(upload: ChartUpload) -> tuple[dict[str, Any], dict[str, Any]]:
    """A kept upload as the first values of the forms: facts, then patient."""
    facts = {name: getattr(upload, name) for name in EncounterForm.base_fields}
    facts["billed"] = " ".join(upload.billed)
    facts["procedures"] = " ".join(upload.procedures)
    patient = {name: getattr(upload.patient, name) for name in PatientForm.base_fields}
    return _shown(facts), _shown(patient)


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    """With a mark for half a character, which no page could be written with."""
    return {
        name: spelled(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def spelled(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class RemittanceForm(forms.Form):
    """An 835 file; what it holds is looked at by the action."""

    file = forms.FileField(
        label="835 remittance",
        help_text=f"X12 005010X221A1 as the payer sent it, up to"
        f" {MOST_BYTES // 1024 // 1024} MB",
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than any remittance.")
        data: bytes = file.read()
        return data


class DeliveryForm(forms.Form):
    """A file of charts from another system; the action looks at what it holds."""

    file = forms.FileField(
        label="File",
        help_text=f"FHIR (.json), HL7 version 2 (.hl7) or .csv, up to"
        f" {MOST_DELIVERED // 1024 // 1024} MB",
    )
    setting = forms.ChoiceField(
        label="Setting of charts that state none",
        choices=[(each.value, each.value) for each in Setting],
    )

    def clean_file(self) -> tuple[str, bytes]:
        file = self.cleaned_data["file"]
        if file.size > MOST_DELIVERED:
            raise forms.ValidationError(
                "The file is larger than any that is taken here."
            )
        return file.name or "", file.read()
