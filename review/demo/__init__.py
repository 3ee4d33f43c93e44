"""The demo: fictional people and charts, and a Tuesday already under way.

Owns what ``seed_demo`` puts into an empty installation. Refused outside demo mode.
"""
