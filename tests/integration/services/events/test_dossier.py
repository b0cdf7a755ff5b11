"""A dossier: what is in it, for whom, and that it is the same whenever it is asked for."""

import hashlib
import json
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.events.signed import checkpoints
from shared.merkle import hashing
from shared.notes import note, proof
from shared.notes.keys import Signer
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by, running
from tests.integration.services.events import mdto
from tests.integration.services.events.dossiers import (
    CONTACT,
    DOSSIER,
    EVIL,
    MOTIVATION,
    made,
    signed_and_made,
    told,
    unpacked,
)
from tests.integration.services.events.ledgers import AUDITOR, ID, OTHER, assessed, submitted
from tests.integration.services.events.test_conflicts import conflict
from tests.integration.services.events.test_found import SIGNAL, found, taken_up
from tests.integration.services.events.test_found import told as recorded
from tests.integration.services.events.test_signed import signed, signing


@pytest.mark.usefixtures("on_both")
async def test_all_of_a_journey_is_in_it(tmp_path: Path) -> None:
    """Its facts in their exact bytes, those of the policy it was decided under, and nothing of another initiative."""
    async with running(tmp_path, signing) as now:
        files = unpacked(await signed_and_made(now))
        manifest = json.loads(files["manifest.json"])
        assert (manifest["initiativeId"], manifest["position"], manifest["policies"]) == (ID, 10, ["2019-03"])
        streams = [(each["stream"], each["source"].rpartition(":")[2], each["whole"]) for each in manifest["streams"]]
        assert sorted(streams) == sorted(
            [
                (f"initiative-{ID}", "assessment", True),
                (f"initiative-{ID}", "intake", True),
                (f"initiative-{ID}", "publication", True),
                (f"meeting-{uuid(904)}", "publication", True),
                ("policy-2019-03", "assessment", True),
                ("policy-2019-03", "review", True),
            ]
        )
        for each in manifest["events"]:
            raw = await now.http.get(f"/events/v1/events/{each['position']}/raw", headers=AUDITOR)
            assert files[each["file"]] == raw.content
        assert {name.partition("/")[0] for name in files} == {
            *("LEESMIJ.txt", "README.txt", "reis.html", "manifest.json", "checkpoint", "vkey", "events", "proofs"),
            *("dossier.mdto.xml", "mdto"),
        }
        assert OTHER.encode() not in b"".join(files.values())


async def test_each_fact_is_proved(tmp_path: Path) -> None:
    """By a C2SP tlog-proof under the checkpoint that is in it, signed with the key that is in it."""
    async with running(tmp_path, signing) as now:
        files = unpacked(await signed_and_made(now))
        signed_note = note.read(files["checkpoint"])
        for each in json.loads(files["manifest.json"])["events"]:
            found = proof.read(files[each["proof"]])
            found.check(hashing.leaf(files[each["file"]]))
            assert (found.index, found.signed) == (each["position"] - 1, signed_note)
        assert files["vkey"].decode() == (await now.http.get("/events/log/vkey")).text


async def test_the_same_position_gives_the_same_bytes(tmp_path: Path) -> None:
    """Now, later when more came in, and after the keys were added to."""
    async with running(tmp_path, signing) as now:
        first = await signed_and_made(now)
        now.clock.forward(timedelta(days=400))
        assert await made(now) == first
        await assessed(now, note=MOTIVATION)
        await now.settled()
        await signed(now, 11)
        assert await made(now, "?at=10") == first
        assert await made(now) != first


async def test_at_a_moment(tmp_path: Path) -> None:
    """By a position or a time: only what was recorded by then, with texts that were not erased yet not said to be."""
    async with running(tmp_path, signing) as now:
        before = now.clock.now()
        await signed_and_made(now)
        now.clock.forward(timedelta(days=1))
        early = unpacked(await made(now, "?at=2"))
        manifest = json.loads(early["manifest.json"])
        assert [each["position"] for each in manifest["events"]] == [2]
        assert (manifest["erased"], manifest["position"]) == ([], 2)
        by_time = await made(now, f"?at={before.isoformat().replace('+00:00', 'Z')}")
        assert by_time == await made(now, "?at=10")
        for nothing in ("0", "1999-01-01T00:00:00Z"):
            answer = await now.http.get(f"{DOSSIER}?at={nothing}", headers=AUDITOR)
            assert (answer.status_code, "held nothing" in answer.json()["detail"]) == (404, True)
        assert (await now.http.get(f"{DOSSIER}?at=-1", headers=AUDITOR)).status_code == 400


async def test_what_is_not_signed_yet_cannot_be_proved(tmp_path: Path) -> None:
    """It is not there yet, and the answer says to ask again; a moment that is signed can be asked for meanwhile."""
    async with running(tmp_path, signing) as now:
        await told(now)
        answer = await now.http.get(DOSSIER, headers=AUDITOR)
        assert (answer.status_code, "signed" in answer.json()["detail"]) == (404, True)
        await signed(now, 10)
        await submitted(now, uuid(300), person=3)
        await now.settled()
        assert (await now.http.get(f"{DOSSIER}?at=11", headers=AUDITOR)).status_code == 404
        assert await made(now, "?at=10") == await made(now)


@pytest.mark.parametrize("role", ["adviser", "operator", "editor", "submitter", "partner"])
async def test_it_is_for_auditors(tmp_path: Path, role: Any) -> None:
    """Others are told no, and the public to say who they are."""
    async with running(tmp_path, signing) as now:
        await signed_and_made(now)
        assert (await now.http.get(DOSSIER, headers=by(role))).status_code == 403
        assert (await now.http.get(DOSSIER)).status_code == 401


async def test_a_conflict_of_interest_shuts_it(tmp_path: Path) -> None:
    """Who declared one gets no dossier of it, and others do; an initiative nobody knows has none."""
    async with running(tmp_path, signing) as now:
        await told(now)
        await conflict(now, person=actor("auditor").id)
        await signed(now, 11)
        answer = await now.http.get(DOSSIER, headers=AUDITOR)
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (403, "conflict-of-interest")
        files = unpacked(await made(now, headers=by("auditor", 7)))
        assert json.loads(files["manifest.json"])["streams"][0]["stream"] == f"conflict-{ID}"
        unknown = await now.http.get(f"/events/v1/initiatives/{uuid(5)}/dossier", headers=AUDITOR)
        assert unknown.status_code == 404


async def test_a_signal_that_is_shut_by_now_shuts_what_was_found_by_it_once(tmp_path: Path) -> None:
    """Linked to an initiative by mistake, and since to one that is shut to them: no dossier of when it was, or of now,
    hands out its facts, and one of before has none.
    """
    async with running(tmp_path, signing) as now:
        await found(now, because="linked-by-adviser")
        await recorded(now, "signal-reopened")
        await submitted(now, OTHER, person=2)
        await now.settled()
        await taken_up(now, OTHER, "linked-by-adviser")
        await conflict(now, of=OTHER, person=actor("auditor").id)
        await signed(now, 9)
        for query in ("", "?at=5", "?at=7"):
            answer = await now.http.get(f"{DOSSIER}{query}", headers=AUDITOR)
            assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (403, "conflict-of-interest"), (
                query
            )
            assert SIGNAL.encode() in b"".join(unpacked(await made(now, query, by("auditor", 7))).values())
        assert SIGNAL.encode() not in b"".join(unpacked(await made(now, "?at=4")).values())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE head SET size = 9",
        "UPDATE checkpoint SET note = 'rubbish'",
        "UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 0",
    ],
)
async def test_a_ledger_that_is_not_what_it_signed_proves_nothing(tmp_path: Path, statement: str) -> None:
    """No dossier is made that could not be verified, and it is said who looks into it."""
    async with running(tmp_path, signing) as now:
        await signed_and_made(now)
        cut = text(statement)
        await now.service("events").store.write(lambda writing: writing.execute(cut))
        answer = await now.http.get(DOSSIER, headers=AUDITOR)
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "ledger-not-as-signed")


@pytest.mark.parametrize("query", ["?at=then", "?lang=de", "?since=1", "?at=1&at=x"])
async def test_what_cannot_be_asked(tmp_path: Path, query: str) -> None:
    """Is refused, and says what can be."""
    async with running(tmp_path, signing) as now:
        await signed_and_made(now)
        assert (await now.http.get(f"{DOSSIER}{query}", headers=AUDITOR)).status_code == 400


class Elements(HTMLParser):
    """Which elements a page has, with which attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_the_page_is_harmless_whatever_facts_say(tmp_path: Path) -> None:
    """What people wrote is text on it: it runs nothing, asks nobody for anything, and forbids itself to."""
    async with running(tmp_path, signing) as now:
        page = unpacked(await signed_and_made(now))["reis.html"].decode()
        found = Elements(page)
        assert not {"script", "img", "iframe", "object", "link", "form", "svg"} & set(found.tags)
        assert not [name for name, _ in found.attributes if name.startswith("on") or name == "style"]
        links = [value for name, value in found.attributes if name in {"href", "src"}]
        assert all(str(link).startswith(("#feit-", "events/", "proofs/")) for link in links)
        assert "default-src 'none'" in page
        assert "<script>alert(1)</script>" in found.text
        assert "{{ 7 * 7 }}" in found.text
        assert "49" not in page.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize(
    ("lang", "name", "says"),
    [
        ("nl", "reis.html", ["Gepubliceerd", "Toegepast beleid", "gewist", "vertrouwelijk (in kluis)", "1 april 2019"]),
        ("en", "journey.html", ["Published", "Policies applied", "erased", "confidential (in vault)", "1 April 2019"]),
    ],
)
async def test_the_page_tells_the_journey(tmp_path: Path, lang: str, name: str, says: list[str]) -> None:
    """In Dutch, or in English: stages, steps, who, under which policy, and what is erased by now."""
    async with running(tmp_path, signing) as now:
        await signed_and_made(now)
        files = unpacked(await made(now, f"?lang={lang}"))
        page = Elements(files[name].decode())
        for each in [*says, "2019-03", "koploper.example/events/log", f"initiative-{ID}"]:
            assert each in page.text, each
        assert ("lang", lang) in page.attributes


async def test_it_holds_no_text_of_a_vault(tmp_path: Path) -> None:
    """Of what is sealed it has the reference and the digest, and says which are erased."""
    async with running(tmp_path, signing) as now:
        files = unpacked(await signed_and_made(now))
        assert json.loads(files["manifest.json"])["erased"] == [CONTACT["ref"]]
        everything = b"".join(files.values())
        assert CONTACT["digest"].encode() in everything
        assert MOTIVATION["ref"].encode() in everything


async def test_the_metadata_are_mdto(tmp_path: Path) -> None:
    """One file on the dossier and one on each other file, valid by the elements of MDTO 1.0.1, with true checksums."""
    async with running(tmp_path, signing) as now:
        files = unpacked(await signed_and_made(now))
        metadata = {name: content for name, content in files.items() if name.endswith(".mdto.xml")}
        assert {name.removeprefix("mdto/").removesuffix(".mdto.xml") for name in metadata} == {
            "dossier",
            *(name for name in files if name not in metadata),
        }
        for name, written in metadata.items():
            assert mdto.faults(written) == [], name
            if name.startswith("mdto/"):
                of = files[name.removeprefix("mdto/").removesuffix(".mdto.xml")]
                assert f"<checksumWaarde>{hashlib.sha256(of).hexdigest()}</checksumWaarde>".encode() in written
                assert f"<omvang>{len(of)}</omvang>".encode() in written
        assert (
            EVIL.replace("\x0b", "\N{REPLACEMENT CHARACTER}")
            .split("&")[0]
            .split("<script>")[0]
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            in files["dossier.mdto.xml"].decode()
        )


async def test_no_two_files_of_any_dossiers_are_known_by_the_same(tmp_path: Path) -> None:
    """Also not those of one initiative at two moments; what refers to a file names it so."""
    async with running(tmp_path, signing) as now:
        await signed_and_made(now)
        known: list[str] = []
        for query in ("?at=9", "?at=10"):
            files = unpacked(await made(now, query))
            whole, *inside = mdto.identifiers(files["dossier.mdto.xml"])
            own = [mdto.identifiers(content) for name, content in files.items() if name.startswith("mdto/")]
            assert {first for first, _ in own} == set(inside)
            assert {of for _, of in own} == {whole}
            known += [whole, *inside]
        assert len(set(known)) == len(known)


@pytest.mark.parametrize(("query", "languages"), [("", ["nl"]), ("?lang=en", ["en", "nl"])])
async def test_its_languages_are_told(tmp_path: Path, query: str, languages: list[str]) -> None:
    """That of its page, and Dutch, in which facts are told."""
    async with running(tmp_path, signing) as now:
        await signed_and_made(now)
        assert mdto.languages(unpacked(await made(now, query))["dossier.mdto.xml"]) == languages


async def test_a_word_that_is_on_none_of_its_lists_is_seen(tmp_path: Path) -> None:
    """Another label, another code, and another list."""
    async with running(tmp_path, signing) as now:
        written = unpacked(await signed_and_made(now))["dossier.mdto.xml"].decode()
    assert mdto.faults(written.encode()) == []
    for was, is_ in (("Nader te", "Later te"), ("Code>N<", "Code>B<"), ("jst Waarderingen MDTO", "jst van ons")):
        assert was in written
        assert mdto.faults(written.replace(was, is_).encode())


def test_what_is_not_mdto_is_seen() -> None:
    """The test that says so can say no."""
    begin = '<MDTO xmlns="https://www.nationaalarchief.nl/mdto">'
    for inside in ("<bestand><naam>x</naam></bestand>", "<dossier/>", "<informatieobject/>", ""):
        assert mdto.faults(f"{begin}{inside}</MDTO>".encode())


async def test_the_checkpoint_that_witnesses_saw_is_taken(tmp_path: Path) -> None:
    """Of those that are for enough entries, the first that a witness cosigned, with its word; else the first."""
    witness = Signer("witness.example/w1", 4, b"w" * 32)
    async with running(tmp_path, signing) as now:
        await told(now)
        await signed(now, 10)
        await submitted(now, uuid(300), person=3)
        await now.settled()
        second = await signed(now, 11)
        await cosigned(now, witness, 11, second.text)
        found = note.read(unpacked(await made(now, "?at=9"))["checkpoint"])
        assert (found.text, len(found.signatures)) == (second.text, 2)
        page = unpacked(await made(now, "?at=9"))["reis.html"].decode()
        assert "Gezien door getuige witness.example/w1, 1 april 2019" in page


async def cosigned(now: Running, witness: Signer, size: int, said: str) -> None:
    seen = witness.sign(said, int(now.clock.now().timestamp()))
    await now.service("events").store.write(lambda writing: checkpoints.keep(writing, 1, witness.verifier, size, seen))
