"""The floor: what happened, who did it, and the proof that nobody rewrote it.

Owns the event vocabulary, the one writer of events, the encrypted vault, the patients'
identities and the read-only pages of the trail. Imports no sibling application: its
functions take events, vault content and values handed to them.
"""
