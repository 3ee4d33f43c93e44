"""The language model's part of coding: asked through one door, believed in nothing.

Owns the two questions (extraction, selection), the checks on every answer, and the
faults of an endpoint. A model proposes; quotes are looked up in the note, codes in what
was offered, assertions against our own reading. Must not open cases, and no text of a
note, a prompt or an answer leaves this package but to the endpoint and as evidence.
"""
