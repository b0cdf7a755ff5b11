"""Under its own policy every decision is what it was, whatever happened to a dossier."""

from hypothesis.stateful import invariant

from tests.unit.cli.what_if.supposing import supposed
from tests.unit.services.assessment.dossiers import POLICY
from tests.unit.services.assessment.test_random_commands import Dossiers


class Supposed(Dossiers):
    """Everything that anybody may do with a dossier, decided again each time."""

    @invariant()
    def nothing_would_differ(self) -> None:
        answer = supposed(POLICY, [fact for fact, _ in self.steps])
        assert answer.differences == []


TestUnderItsOwnPolicy = Supposed.TestCase
