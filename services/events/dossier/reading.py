"""The page that comes with a dossier: what is in it, and how to check it without us; in Dutch and in English."""

from typing import Final

from services.events.dossier.gather import Gathered
from services.events.dossier.packing import File
from shared.envelope import moment

DUTCH: Final = """\
DOSSIER VAN INITIATIEF {initiative}

Wat het logboek {origin} van dit initiatief wist op positie {position} ({recorded_at}).

WAT ERIN ZIT
  reis.html of journey.html  de reis, om te lezen en te printen
  events/                    elk feit, byte voor byte zoals het is vastgelegd; de naam is zijn positie in het logboek
  proofs/                    bij elk feit het bewijs dat het in het logboek staat (C2SP tlog-proof)
  checkpoint                 waarvoor het logboek tekende: {size} feiten; en de handtekeningen van getuigen
  vkey                       de sleutels waarmee het logboek zegt te tekenen: vertrouw ze pas als u ze elders ook zag
  manifest.json              alles wat erin zit, voor programma's: feiten, stromen, beleid, vingerafdrukken
  dossier.mdto.xml, mdto/    metagegevens voor het archief (MDTO 1.0.1)

ZO CONTROLEERT U HET ZONDER ONS
  Met ons programma, op uw eigen machine en zonder verbinding:
    koploper verify dossier.zip --key "SLEUTEL VAN HET LOGBOEK" --witness "SLEUTEL VAN EEN GETUIGE"
  Of zelf, met elk gereedschap voor transparency logs, of met de hand:
    1. De handtekening onder checkpoint (C2SP signed-note, Ed25519) is van een sleutel die u langs een andere weg kent.
       De regels van getuigen (C2SP tlog-cosignature) zijn van sleutels van anderen.
    2. Van elk bestand in events/ is het blad: SHA-256 over een byte 0 en daarachter het bestand.
    3. Met de regels van zijn bewijs (RFC 6962, par. 2.1.1; het nummer op de regel index is de positie min een) komt u
       uit op de wortel op regel drie van checkpoint. Het bewijs eindigt met diezelfde checkpoint.
    4. In elke stroom (stream) van dit initiatief zijn de nummers (sequence) 1, 2, 3 en verder zonder gat.

WAT EEN DOSSIER NIET KAN TONEN
  Dat er achter het laatste feit van een stroom geen feit is weggelaten, of een hele stroom. Wie dat wil weten, vraagt
  het hele logboek (koploper ledger export) of een nieuwer dossier: dat moet al deze feiten ook hebben.
  De bladzijde, dit bestand en de metagegevens zijn niet getekend; het manifest zegt alleen of ze onderweg veranderden.

WAT ER NIET IN ZIT
  Namen, adressen en vertrouwelijke teksten: die staan in een kluis. Een feit noemt hun verwijzing en vingerafdruk,
  SHA-256 over 32 willekeurige bytes en de tekst. Zijn die bytes en de tekst gewist, dan zegt de vingerafdruk niets
  meer, en elk bewijs geldt nog. Gewist waren er op dit moment: {erased}.
"""
ENGLISH: Final = """\
DOSSIER OF INITIATIVE {initiative}

What the ledger {origin} knew of this initiative at position {position} ({recorded_at}).

WHAT IS IN IT
  reis.html or journey.html  the journey, to read and to print
  events/                    each fact, byte for byte as it was recorded; its name is its position in the ledger
  proofs/                    with each fact the proof that it is in the ledger (C2SP tlog-proof)
  checkpoint                 what the ledger signed for: {size} facts; and the signatures of witnesses
  vkey                       the keys that the ledger says it signs with: trust them once you saw them elsewhere, too
  manifest.json              all that is in it, for programs: facts, streams, policies, digests
  dossier.mdto.xml, mdto/    metadata for the archive (MDTO 1.0.1)

HOW TO CHECK IT WITHOUT US
  With our program, on a machine of your own and without a connection:
    koploper verify dossier.zip --key "KEY OF THE LEDGER" --witness "KEY OF A WITNESS"
  Or yourself, with any tool for transparency logs, or by hand:
    1. The signature under checkpoint (C2SP signed-note, Ed25519) is of a key that you know by another way. The lines of
       witnesses (C2SP tlog-cosignature) are of keys of others.
    2. The leaf of each file in events/ is: SHA-256 over a byte 0 and the file behind it.
    3. With the lines of its proof (RFC 6962, section 2.1.1; the number on the line index is the position less one) you
       arrive at the root on the third line of checkpoint. The proof ends with that same checkpoint.
    4. In each stream of this initiative the numbers (sequence) are 1, 2, 3 and so on, without a hole.

WHAT A DOSSIER CANNOT SHOW
  That no fact was left out behind the last of a stream, or a stream as a whole. Who wants to know asks for the whole
  ledger (koploper ledger export) or a newer dossier: that must have all these facts, too.
  The page, this file and the metadata are not signed; the manifest says only whether they changed on their way.

WHAT IS NOT IN IT
  Names, addresses and confidential texts: those are in a vault. A fact names their reference and digest, SHA-256 over
  32 random bytes and the text. Where these bytes and the text were erased, the digest says nothing any more, and each
  proof still holds. Erased at this moment were: {erased}.
"""


def reading(gathered: Gathered) -> list[File]:
    """Both."""
    at = moment(gathered.recorded_at)
    told = {
        "initiative": gathered.initiative_id,
        "origin": gathered.checkpoint.origin,
        "position": gathered.position,
        "recorded_at": gathered.recorded_at,
        "size": gathered.checkpoint.size,
        "erased": len(gathered.erased),
    }
    texts = (("LEESMIJ.txt", DUTCH), ("README.txt", ENGLISH))
    return [File(name, text.format(**told).encode(), at) for name, text in texts]
