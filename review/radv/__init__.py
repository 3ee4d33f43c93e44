"""RADV: what CMS asks of an enrollee's HCCs, and what the charts can prove of them.

Owns reading enrollee lists, finding records, ranking them, what an audit's pages show
and what goes into a package. Compliance only. Rows change in ``review.actions.radv``
and its neighbours alone; what a package is made of is ``audit.radv``'s business.
"""
