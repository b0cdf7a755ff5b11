"""The one refusal that every command knows; apart, so that a small command need not load the services."""


class CannotRun(Exception):
    """Why a command cannot be done here; the message is one sentence for the person who gave it."""
