"""A model that knows the gold: it answers the real prompts as well as they allow.

For each gold code it quotes the words of the note that say most of it; it names the
condition by its official title and picks the gold code where it was offered. ``lacks``
limits it to codes that another engine did not find. What it could not quote or was not
offered is counted.
"""

from __future__ import annotations

import re

from coding.confidence import ASSESSING
from coding.sections import split
from tests.modelserver import Answer, Asked, choice, found


class Oracle:
    def __init__(self, retriever) -> None:
        self.retriever = retriever
        self.wanted, self.quotes = {}, {}
        self.unquoted, self.offered, self.unoffered = set(), set(), set()

    def at(self, note, gold, lacks=None) -> None:
        """The chart that is asked about next."""
        book = self.retriever.book
        codes = [one.code for one in gold.codes if book.is_billable(one.code)]
        self.note = note
        self.wanted = {
            book.title(code): code for code in codes if lacks is None or code in lacks
        }
        self.quotes = {t: self._quote(t, c) for t, c in self.wanted.items()}
        self.unquoted |= {self.wanted[t] for t, q in self.quotes.items() if not q}

    def _quote(self, title, code):
        """The words of the note that say most of a title, where it assesses if so."""
        words = self.retriever.words_of(code)
        best, quote = 0.0, ""
        for document in self.note.documents:
            sections = split(document)
            for segment in self.retriever.lexicon.folder.read(document.text):
                hits = [n for n, c in enumerate(segment.concepts) if c in words]
                if not hits:
                    continue
                kind = [s.kind for s in sections if s.start <= segment.start][-1]
                score = len({segment.concepts[n] for n in hits}) + 1.5 * (
                    kind in ASSESSING
                )
                if score > best:
                    start = min(segment.starts[n] for n in hits)
                    end = max(segment.ends[n] for n in hits)
                    best, quote = score, document.text[start:end]
        return quote

    def __call__(self, asked: Asked) -> Answer:
        if asked.form == "Extraction":
            return Answer({"mentions": list(self._mentions(asked))}, chance=-0.01)
        return Answer({"choices": list(self._choices(asked))}, chance=-0.01)

    def _mentions(self, asked):
        passage = asked.question["passage"]
        for title, quote in self.quotes.items():
            if quote and re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", passage):
                yield found(quote, title)

    def _choices(self, asked):
        for mention in asked.question["mentions"]:
            offered = [one["code"] for one in mention["candidates"]]
            yield choice(mention["number"], self._pick(mention, offered))

    def _pick(self, mention, offered):
        code = self.wanted.get(mention["condition"])
        if code is not None:
            (self.offered if code in offered else self.unoffered).add(code)
            return code if code in offered else ""
        if mention["condition"]:
            return ""
        words = self.retriever.concepts(mention["quote"])
        fitting = [c for c in offered if c in self.wanted.values()]
        return next((c for c in fitting if self.retriever.words_of(c) & words), "")
