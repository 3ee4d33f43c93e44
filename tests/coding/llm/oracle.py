"""A model that knows the gold: it answers the real prompts as well as they allow.

For each gold code it quotes the places of the note that say most of it, as a good
reader would; it names the condition by its official title and picks the gold code where
it was offered. ``lacks`` limits it to codes that another engine did not find. What it
could not quote or was not offered is kept for the candidate recall.
"""

from __future__ import annotations

import re

from tests.modelserver import Answer, Asked, choice, found

#: Places quoted for one code, and how much of the best one each must say.
MOST, ALIKE = 6, 0.5


class Oracle:
    def __init__(self, retriever) -> None:
        self.retriever = retriever
        self.wanted, self.quotes = {}, {}
        self.unquoted, self.offered, self.unoffered = set(), set(), set()
        self.number = 0

    def at(self, note, gold, lacks=None, seen=()) -> None:
        """The chart that is asked about next; ``seen`` is what others quoted of it."""
        book = self.retriever.book
        self.note, self.number = note, self.number + 1
        codes = {
            one.code: one.why
            for one in gold.codes
            if book.is_billable(one.code) and (lacks is None or one.code in lacks)
        }
        self.wanted = {book.title(code): code for code in codes}
        self.quotes = {
            title: self._places(code, codes[code], seen)
            for title, code in self.wanted.items()
        }
        self.unquoted |= {
            (self.number, self.wanted[t]) for t, q in self.quotes.items() if not q
        }

    def _places(self, code, why, seen):
        """The words that say most of a code, one stretch of each such sentence."""
        known = [span.text for one in seen if one.code == code for span in one.evidence]
        title = self.retriever.words_of(code)
        words = title | self.retriever.concepts(why)
        scored = []
        for document in self.note.documents:
            for segment in self.retriever.lexicon.folder.read(document.text):
                hits = [n for n, c in enumerate(segment.concepts) if c in words]
                said = {segment.concepts[n] for n in hits}
                if said & title:
                    start = min(segment.starts[n] for n in hits)
                    end = max(segment.ends[n] for n in hits)
                    score = len(said & title) + 0.3 * len(said)
                    scored.append((score, document.text[start:end]))
        scored.sort(key=lambda one: -one[0])
        good = [quote for score, quote in scored if score >= ALIKE * scored[0][0]]
        return tuple(dict.fromkeys(known + good))[:MOST]

    def __call__(self, asked: Asked) -> Answer:
        if asked.form == "Extraction":
            return Answer({"mentions": list(self._mentions(asked))}, chance=-0.01)
        return Answer({"choices": list(self._choices(asked))}, chance=-0.01)

    def _mentions(self, asked):
        passage = asked.question["passage"]
        for title, quotes in self.quotes.items():
            for quote in quotes:
                if re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", passage):
                    yield found(quote, title)

    def _choices(self, asked):
        for mention in asked.question["mentions"]:
            offered = [one["code"] for one in mention["candidates"]]
            yield choice(mention["number"], self._pick(mention, offered))

    def _pick(self, mention, offered):
        code = self.wanted.get(mention["condition"])
        if code is not None:
            known = self.offered if code in offered else self.unoffered
            known.add((self.number, code))
            return code if code in offered else ""
        if mention["condition"]:
            return ""
        words = self.retriever.concepts(mention["quote"])
        fitting = [c for c in offered if c in self.wanted.values()]
        return next((c for c in fitting if self.retriever.words_of(c) & words), "")
