"""Sign-in, sign-out and failed sign-in reach the trail from here.

The only place where signals are used: they belong to Django's and axes' sign-in, which
call nobody by name. Nothing of the journey of a chart may be wired this way.
"""


def connect() -> None:
    """Listens to sign-in; called once, when the application is ready."""
