"""A password hash that is quick to make and that real processes can still check."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """The production hash with few rounds; their number stands in the hash itself."""

    iterations = 1000
