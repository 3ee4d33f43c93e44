"""Figures computed from the trail: pure functions of events, values in and values out.

Knows no database, no queue and no page; ``review`` hands in what was read.
"""
