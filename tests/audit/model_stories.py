"""One example of each event of a language model, with its sentence."""

from audit import events
from audit.events import Change
from tests.audit.pieces import CHART, PATIENT, SHA

EXAMPLES = [
    (
        events.ModelAsked(
            chart=CHART,
            patient=PATIENT,
            version=1,
            run="42",
            attempt=1,
            site="North",
            endpoint="environment",
            host="127.0.0.1:8080",
            model="llama-3.3-70b",
            engine="hybrid",
        ),
        "put the text of version 1, identifiers masked, to llama-3.3-70b at"
        " 127.0.0.1:8080",
    ),
    (
        events.EndpointChanged(
            endpoint="ward",
            change=Change.ADDED,
            host="vllm.hospital.internal",
            model="qwen",
            settings=SHA,
            key_name="ATTEST_LLM_KEY_WARD",
        ),
        "set up the model endpoint ward: qwen at vllm.hospital.internal",
    ),
    (
        events.EndpointTested(
            endpoint="ward",
            host="vllm.hospital.internal",
            model="qwen",
            outcome="too-slow",
            structured=False,
            probabilities=False,
            calls=1,
            microseconds=60_000_000,
        ),
        "tested qwen at vllm.hospital.internal: no answer, too slow",
    ),
    (
        events.ModelSwitched(
            site="North", endpoint="ward", host="vllm.hospital.internal", on=True
        ),
        "switched the model on for charts of North: their text goes to"
        " vllm.hospital.internal",
    ),
    (
        events.ProfileUnreadable(profile="learned-0123456789ab", sha256=SHA),
        "could not read profile learned-0123456789ab, in force for all sites;"
        " charts are coded without it",
    ),
    (
        events.ProfileReadable(
            profile="learned-0123456789ab", sha256=SHA, site="North"
        ),
        "had profile learned-0123456789ab read again; it counts again for North",
    ),
]
