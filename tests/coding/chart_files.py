"""Files of charts for tests: written, read, what came of them; messages in HL7."""

import base64
from datetime import date

from coding.acceptance import Limits, accept
from coding.chartfiles import BadLine, ChartFile, read

TODAY = date(2026, 9, 30)
NOTE = "Assessment: asthma.\n"


def in_base64(text=NOTE):
    data = text if isinstance(text, bytes) else text.encode()
    return base64.b64encode(data).decode()


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(
        content if isinstance(content, bytes) else str(content).encode("utf-8")
    )
    return list(read(path))


def one(found) -> ChartFile:
    (chart,) = found
    assert isinstance(chart, ChartFile), chart
    accept(chart.upload, today=TODAY, limits=Limits())
    return chart


def problem(found):
    (bad,) = found
    assert isinstance(bad, BadLine), bad
    return bad.problem


HEADER = r"MSH|^~\&|EHR|CLINIC|ATTEST||202605041200||{kind}|{number}|P|2.5.1"
PID = "PID|1||MRN-7^^^CLINIC^MR~1S00E00AA10^^^CMS^MC||Vestergaard^Ida^Maren||19850302|F"
PV1 = (
    "PV1|1|I|||||9000010098^Luntberry^Philippa^^^^^^^^^^NPI"
    "||||||||||||V-100|||||||||||||||||||||||||20260501|20260504"
)
IN1 = (
    "IN1|1|H1234-007^Larkspur Gold|LARK|Larkspur Advantage"
    "||||G-9||||20260101|20261231|||||||||||||||||||||||L-1"
)


def message(kind, *segments, number="1"):
    return "\r".join((HEADER.format(kind=kind, number=number), *segments)) + "\r"


def note(*lines, number="D1", event="T02", parent=""):
    about = (
        f"TXA|1|DS^Discharge summary|TX|20260504|||||77^Luntberry^Philippa|||"
        f"{number}|{parent}"
    )
    texts = [f"OBX|{n}|TX|||{line}||||||F" for n, line in enumerate(lines, 1)]
    return message(f"MDM^{event}", PID, PV1, about, *texts, number=f"m{number}")


def hl7(tmp_path, *messages):
    return written(tmp_path, "feed.hl7", "".join(messages))
