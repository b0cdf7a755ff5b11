"""Proofs that were tampered with, kept as data: each one is refused, and would hold without what was done to it."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from shared.merkle import verifying
from shared.merkle.hashing import Hash

CASES: Final = sorted((Path(__file__).parent / "tampered").glob("*.json"))


def verify(told: dict[str, Any]) -> None:
    def bytes_of(name: str) -> bytes:
        return bytes.fromhex(told[name])

    proof = [bytes.fromhex(each) for each in told["proof"]]
    if told["kind"] == "inclusion":
        verifying.inclusion(Hash(bytes_of("leaf")), told["position"], told["size"], proof, bytes_of("root"))
    else:
        verifying.consistency(told["old"], told["new"], proof, bytes_of("old_root"), bytes_of("new_root"))


def test_there_are_cases() -> None:
    """The folder is found."""
    assert len(CASES) >= 45


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_tampered_proof_is_refused(case: Path) -> None:
    """The sentence says where it stops to be a proof."""
    told = json.loads(case.read_text())
    verify(told["sound"])
    with pytest.raises(verifying.Unproven) as refused:
        verify(told["sound"] | told["tampered"])
    assert re.search(told["says"], str(refused.value))
