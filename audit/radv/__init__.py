"""RADV packages: what is sent of one audited HCC, and what proves it.

Owns evidence rows, their columns by purpose, the record as a PDF, the history that the
log tells, and a package's bytes. Takes values and events; which record proves what is
decided elsewhere. The same inputs give the same bytes: no clock, no random number.
"""
