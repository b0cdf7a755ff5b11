"""Each fault point once, on real processes; `make faults` is the long run."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
import pytest_asyncio

from shared.faults import POINTS
from tests.faults import complaints
from tests.faults.complaints import Shape
from tests.faults.evidence import Evidence
from tests.faults.local.campaign import Campaign, Round, undisturbed
from tests.faults.local.kills import AFTER_ACKNOWLEDGEMENT, Kill
from tests.faults.people import Crowd

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults"), pytest.mark.asyncio(loop_scope="module")]

FEW: Final = ("ketenstage", "ondersteuning-thuis", "sparkcentres", "zeeuwse-huiskamer", "nachtdiensten")
"""One initiative for each fate."""
KILLS: Final = (
    Kill("after-commit-before-answer", 3),
    Kill("in-ledger-ingest", 3),
    Kill("before-bus-commit", 2),
    Kill(AFTER_ACKNOWLEDGEMENT, 4),
    Kill("between-effect-and-cursor", 6),
    Kill("before-commit", 4),
    Kill("after-bus-commit", 4),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd() -> Crowd:
    return Crowd.of(*FEW)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unkilled(tmp_path_factory: pytest.TempPathFactory) -> Shape:
    """The streams of a folder that nobody killed anything on."""
    crowd = Crowd.of(*FEW)
    return complaints.shape(await undisturbed(tmp_path_factory.mktemp("unkilled"), crowd), crowd)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ended(crowd: Crowd, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A folder that went through all kills."""
    return await Campaign(tmp_path_factory.mktemp("killed") / "data", crowd, deque(KILLS)).run()


async def test_nothing_is_lost_and_nothing_happens_twice(ended: Round) -> None:
    """After a kill at every point all acknowledged acts stand, once, everywhere; the ends are as they should be."""
    assert ended.complaints == []
    assert {each.kill for each in ended.lives if each.killed} == set(KILLS)
    assert sum(each.duplicates for each in ended.lives) > 0, "nothing came twice, so nothing was tried"
    assert set(POINTS) < {kill.point for kill in KILLS}


async def test_every_stream_holds_what_it_holds_without_kills(ended: Round, crowd: Crowd, unkilled: Shape) -> None:
    """Times and ids aside, nobody can tell from the facts that there were kills."""
    assert complaints.of_shapes(complaints.shape(ended.found, crowd), unkilled) == []


def without_first_entry(found: Evidence) -> Evidence:
    return replace(found, ledger=found.ledger[1:])


def with_entry_twice(found: Evidence) -> Evidence:
    return replace(found, ledger=[*found.ledger, found.ledger[-1]])


def with_other_bytes(found: Evidence) -> Evidence:
    return replace(found, ledger=[replace(found.ledger[0], body=found.ledger[0].body + b" "), *found.ledger[1:]])


def with_entry_of_nobody(found: Evidence) -> Evidence:
    return replace(found, ledger=[*found.ledger, replace(found.ledger[-1], stream="initiative-x", number=1)])


def with_size_ahead(found: Evidence) -> Evidence:
    return replace(found, ledger_size=found.ledger_size + 1)


def without_last_fact(found: Evidence) -> Evidence:
    return replace(found, stored=found.stored[:-1])


def with_hole(found: Evidence) -> Evidence:
    return replace(found, stored=[fact for fact in found.stored if fact.number != 2])


def with_unheard(found: Evidence) -> Evidence:
    return replace(found, heard={**found.heard, "review": {}})


def with_heard_of_nobody(found: Evidence) -> Evidence:
    return replace(found, heard={**found.heard, "review": {**found.heard["review"], ("intake", "initiative-x", 1): ""}})


def with_waiting(found: Evidence) -> Evidence:
    return replace(found, waiting={**found.waiting, "publication": 1})


def with_unsent(found: Evidence) -> Evidence:
    return replace(found, relayed={**found.relayed, "intake": 0})


def without_text(found: Evidence) -> Evidence:
    return replace(found, vaults=found.vaults[1:])


def with_other_text(found: Evidence) -> Evidence:
    return replace(found, vaults=[replace(found.vaults[0], content="x"), *found.vaults[1:]])


def with_text_of_nothing(found: Evidence) -> Evidence:
    return replace(found, vaults=[*found.vaults, replace(found.vaults[0], ref="x")])


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (without_first_entry, "0 times in the ledger"),
        (with_entry_twice, "2 times in the ledger"),
        (with_other_bytes, "has other bytes in the ledger"),
        (with_entry_of_nobody, "in no store"),
        (with_size_ahead, "has the positions"),
        (without_last_fact, "in no store"),
        (with_hole, "in the store runs"),
        (with_unheard, "review has not handled"),
        (with_heard_of_nobody, "which nobody said"),
        (with_waiting, "1 facts wait at publication"),
        (with_unsent, "intake relayed up to 0"),
        (without_text, "no vault holds"),
        (with_other_text, "another one in the vault"),
        (with_text_of_nothing, "no fact names"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_what_is_wrong_is_seen(ended: Round, spoilt: Callable[[Evidence], Evidence], said: str) -> None:
    """These tests would fail if anything were lost, doubled or half done."""
    assert any(said in complaint for complaint in complaints.of_folder(spoilt(ended.found)))


async def test_a_lost_or_doubled_act_is_seen(ended: Round, crowd: Crowd) -> None:
    """An acknowledged act that is not stored, or one that is stored twice, is a complaint."""
    act = ended.ending.acts[-1]
    lost = [replace(act, version=act.version + 100)]
    assert any("is not in the store" in said for said in complaints.of_acts(ended.found, lost, crowd))
    doubled = replace(ended.found, stored=[*ended.found.stored, *ended.found.stored])
    assert any("happened 2 times" in said for said in complaints.of_acts(doubled, [], crowd))
    assert complaints.of_answers([act], lost)
