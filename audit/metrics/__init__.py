"""What is reckoned from the trail: figures as pure functions on frozen values.

Owns the formulae, each with its source; ``docs/metrics.md`` says them in words. Knows
no database, no queue, no page, no clock and no chance: ``audit.figures`` and ``review``
hand in what was read. Must not import Django.
"""
