"""Figures at hand: tables projected from the trail, and the questions they answer.

Owns the projections (``audit.figures.project``), which can be thrown away and made
again from the events at any time, and reading them (``audit.figures.reading``). The
formulae are ``audit.metrics``'s; nothing here is ever the truth of anything.
"""
