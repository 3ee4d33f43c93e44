"""The machine: code releases, intake, the engine and its rules.

Knows nothing of people or queues and has no pages. Imports only audit.
"""
