"""A dossier: its checkpoint and who signed it, each fact by its own bytes and its proof, and every file by its hash.

Nothing of it is believed but what is signed: the manifest only says where to look, and must be right about that.
"""

from hashlib import sha256
from typing import Final, TypeGuard

from cli.language import say
from cli.verify import kept
from cli.verify.findings import Findings, What, Wrong
from cli.verify.journey import Facts
from cli.verify.listing import METADATA_ENDS, Listing, NotListed, listing
from cli.verify.log import Tell
from cli.verify.places import MANIFEST, METADATA, Listed, Missing, NotRead, Place, Unsafe, is_listed
from cli.verify.signatures import Signed, by_whom
from cli.verify.trust import Trust
from cli.verify.words import entries, many, unreadable
from cli.verify.xml_checksum import NoChecksum, checksum
from shared.merkle import hashing
from shared.merkle.verifying import Unproven
from shared.notes import proof as proofs
from shared.notes.note import Malformed

OF_DOSSIER: Final = "dossier.mdto.xml"


def is_one(place: Place) -> TypeGuard[Listed]:
    """Whether what is there is a dossier, and no log."""
    if not is_listed(place):
        return False
    try:
        place.read(MANIFEST)
    except Missing:
        return False
    except (Unsafe, NotRead):
        return True
    return True


def verify(place: Listed, trust: Trust, tell: Tell = lambda *_: None) -> Findings:
    """Look at everything, first at who signed; what cannot be read of a dossier is not true."""
    found = Findings("dossier")
    try:
        listed = listing(place.read(MANIFEST))
    except (NotListed, Unsafe, NotRead, Missing) as error:
        found.add(Wrong("file", f"{MANIFEST}: {error}"))
        return found
    signed = _signed(place, trust, found)
    if signed is not None:
        _names(place, listed, found)
        _files(place, listed, found)
        _facts(place, listed, signed, found, tell)
        kept.hold_dossier(trust.kept, signed.told, found)
    found.unknown += _never()
    return found


def _never() -> tuple[str, str]:
    """What no dossier tells, whatever is found."""
    return (
        say(
            "Een dossier kan niet tonen dat er na het laatste feit van een stroom niets is weggelaten, of een hele "
            "stroom: dat kan het hele logboek, of een nieuwer dossier.",
            "A dossier cannot show that no fact was left out behind the last of a stream, or a whole stream: the whole "
            "ledger can, or a newer dossier.",
        ),
        say(
            "De pagina, de teksten om te lezen en de metagegevens zijn niet getekend: daarvan is alleen bekend dat het "
            "die zijn die het manifest noemt.",
            "The page, the texts to read and the metadata are not signed: of these it is only known that they are "
            "those that the manifest lists.",
        ),
    )


def _signed(place: Listed, trust: Trust, found: Findings) -> Signed | None:
    try:
        return by_whom(place, trust, found)
    except NotRead as error:
        found.add(Wrong("checkpoint", str(error)))
        return None


def _names(place: Listed, listed: Listing, found: Findings) -> None:
    """Everything that is listed is there, and nothing else."""
    content = {each.path for each in listed.files} | {MANIFEST}
    expected = content | {f"{METADATA}{path}{METADATA_ENDS}" for path in content} | {OF_DOSSIER}
    there = set(place.names())
    for path in sorted(expected - there):
        found.add(Wrong("file", say(f"{path} ontbreekt", f"{path} lacks"), listed.position_of(path)))
    for path in sorted(there - expected):
        named = repr(path[:200])
        says = say(
            f"{named} is niet van dit dossier: het manifest noemt het niet",
            f"{named} is not of this dossier: its manifest does not list it",
        )
        found.add(Wrong("file", says))


def _files(place: Listed, listed: Listing, found: Findings) -> None:
    """Each file is the one that the manifest and its metadata say."""
    before = found.count
    for each in listed.files:
        content = _read(place, each.path, listed, found)
        if content is None:
            continue
        told = sha256(content).hexdigest()
        if (len(content), told) != (each.bytes, each.sha256):
            says = say(
                f"{each.path} is niet het bestand dat genoemd is", f"{each.path} is not the file that was listed"
            )
            found.add(Wrong("file", says, listed.position_of(each.path)))
        _metadata(place, each.path, told, listed, found)
    manifest = _read(place, MANIFEST, listed, found)
    if manifest is not None:
        _metadata(place, MANIFEST, sha256(manifest).hexdigest(), listed, found)
    if found.count == before:
        found.checked.append(
            say(
                "Zoals het manifest en de MDTO-metagegevens ze noemen: "
                f"{many(len(listed.files), 'bestand', 'bestanden')}.",
                f"As the manifest and their MDTO metadata list them: {many(len(listed.files), 'file', 'files')}.",
            )
        )


def _metadata(place: Listed, path: str, digest: str, listed: Listing, found: Findings) -> None:
    name = f"{METADATA}{path}{METADATA_ENDS}"
    written = _read(place, name, listed, found)
    if written is None:
        return
    try:
        told = checksum(written)
    except NoChecksum as error:
        found.add(Wrong("file", f"{name}: {error}", listed.position_of(path)))
        return
    if told != digest:
        says = say(f"{name} heeft de hash van een ander bestand", f"{name} has the checksum of another file")
        found.add(Wrong("file", says, listed.position_of(path)))


def _facts(place: Listed, listed: Listing, signed: Signed, found: Findings, tell: Tell) -> None:
    """Each fact is in the tree that was signed, and together they are a journey without holes."""
    before = found.count
    facts = Facts(listed)
    for done, each in enumerate(listed.events, 1):
        body = _read(place, each.file, listed, found)
        proof = _read(place, each.proof, listed, found)
        if body is not None:
            if proof is not None and (why := _unproven(body, proof, each.position, signed)) is not None:
                found.add(Wrong(why[0], why[1], each.position))
            for wrong in facts.take(each, body):
                found.add(wrong)
        tell(done, len(listed.events))
    if found.count == before:
        size, count = entries(signed.told.size), len(listed.events)
        found.checked.append(
            say(
                f"{many(count, 'feit staat', 'feiten staan')} in de boom van {size} die getekend is.",
                f"{many(count, 'fact is', 'facts are')} in the tree of {size} that was signed.",
            )
        )
    facts.end(found)


def _unproven(body: bytes, written: bytes, position: int, signed: Signed) -> tuple[What, str] | None:
    """What is wrong with a fact's proof; None when nothing is."""
    try:
        proof = proofs.read(written)
    except Malformed as error:
        return "proof", unreadable(say("het bewijs", "its proof"), error)
    if proof.signed.text != signed.note.text:
        return "proof", say(
            "het bewijs is voor een andere checkpoint dan die van het dossier",
            "its proof is for another checkpoint than the dossier's",
        )
    if proof.index != position - 1:
        at = proof.index + 1
        return "proof", say(f"het bewijs is dat van positie {at}", f"its proof is that of position {at}")
    try:
        proof.check(hashing.leaf(body))
    except Unproven as error:
        return "entry", say(
            f"de bytes zijn niet die in het logboek: {error}", f"its bytes are not those in the ledger: {error}"
        )
    return None


def _read(place: Listed, path: str, listed: Listing, found: Findings) -> bytes | None:
    """A file; what lacks was said already."""
    try:
        return place.read(path)
    except Missing:
        return None
    except (Unsafe, NotRead) as error:
        found.add(Wrong("file", str(error), listed.position_of(path)))
        return None
