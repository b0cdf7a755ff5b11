"""What review asks of a submission."""

from typing import Final

ORGANISATIONS: Final = "organisations"
"""Who takes part, as intake names it among what a revision told anew: what the inspectorate check is about."""
