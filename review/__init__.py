"""The people and the orchestration of Attest.

Owns users, roles, credentials, cases, the worklist, claims, decisions, signing and the
one flow that takes a chart from its engine run to a signed code set. It may import
``coding`` and ``audit``; neither may import it. It must not hold coding knowledge
(that is ``coding``) nor write the trail but through ``audit.actions.record``.
"""
