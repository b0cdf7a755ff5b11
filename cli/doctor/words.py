"""What a finding means to a person, and what to do now; Dutch and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cli.language import say


@dataclass(frozen=True, slots=True)
class Said:
    """A text in both languages; `{service}` and `{subject}` are filled in."""

    dutch: str
    english: str

    def filled(self, service: str, subject: str) -> str:
        return say(self.dutch, self.english).format(service=service, subject=subject)


@dataclass(frozen=True, slots=True)
class Words:
    """What a clean check means, and what to do about a finding."""

    clean: Said
    advice: Said


RESTORE: Final = Said(
    "Stop Koploper, bewaar een kopie van de gegevensmap om uit te zoeken wat er is gebeurd, en zet de laatste goede "
    "reservekopie terug.",
    "Stop Koploper, keep a copy of the data folder to find out what happened, and restore the last good backup.",
)

WORDS: Final[Mapping[str, Words]] = {
    "store-damaged": Words(Said("bestand heel", "file intact"), RESTORE),
    "cannot-start": Words(
        Said("kan starten", "can start"),
        Said(
            "Er draait niets en er is niets veranderd. Bewaar de map en geef deze melding aan wie Koploper onderhoudt.",
            "Nothing runs and nothing was changed. Keep the folder, and give this to whoever maintains Koploper.",
        ),
    ),
    "event-altered": Words(
        Said("feiten onveranderd", "events unaltered"),
        Said(
            f"Feiten veranderen nooit: hier is buiten Koploper om geschreven. {RESTORE.dutch}",
            f"Events never change: something wrote past Koploper. {RESTORE.english}",
        ),
    ),
    "stream-hole": Words(
        Said("stromen zonder gat", "streams without holes"),
        Said(
            f"Feiten verdwijnen nooit: hier is buiten Koploper om geschreven. {RESTORE.dutch}",
            f"Events never go away: something wrote past Koploper. {RESTORE.english}",
        ),
    ),
    "vault-altered": Words(
        Said("kluis klopt", "vault unaltered"),
        Said(
            "Vertrouw deze tekst niet: het is niet wat er is vastgelegd. Zet de kluis terug uit een reservekopie.",
            "Do not trust this text: it is not what was recorded. Restore the vault from a backup.",
        ),
    ),
    "events-parked": Words(
        Said("niets mislukt", "nothing parked"),
        Said(
            "Kijk met `koploper parked list --service {service}`; neem de oorzaak weg en doe dan "
            "`koploper parked retry {service} ID`, of laat het vallen met `discard`.",
            "Look with `koploper parked list --service {service}`; mend the cause, then "
            "`koploper parked retry {service} ID`, or give it up with `discard`.",
        ),
    ),
    "events-missing": Words(
        Said("niets ontbreekt", "nothing missing"),
        Said(
            "Kijk of de dienst die het vastlegde draait en het heeft verstuurd; komt het, dan volgt de rest vanzelf. "
            "Anders: `koploper parked list --service {service}`.",
            "See whether the service that recorded it runs and has sent it; once it comes, the rest follows by itself. "
            "Otherwise: `koploper parked list --service {service}`.",
        ),
    ),
    "relay-behind": Words(
        Said("alles verstuurd", "everything sent"),
        Said(
            "Kijk in het log van {service} waarom de bus niet aanneemt, en start opnieuw. Is er meer verstuurd dan er "
            "is, dan zijn gegevens verdwenen: zet de laatste goede reservekopie terug.",
            "See in {service}'s log why the bus does not take it, and start again. When more was sent than there is, "
            "data were lost: restore the last good backup.",
        ),
    ),
    "schedule-behind": Words(
        Said("niets over tijd", "nothing overdue"),
        Said(
            "Kijk in het log van {service} waarom het niet kon (`what was due`). Is dat verholpen, dan gebeurt het "
            "binnen een uur, of bij de volgende start.",
            "See in {service}'s log why it could not be done (`what was due`). When that is mended it is done within "
            "the hour, or at the next start.",
        ),
    ),
    "clock-behind": Words(
        Said("klok loopt gelijk", "clock is right"),
        Said(
            "Zet de klok van deze machine gelijk (NTP) voor er verder wordt gewerkt.",
            "Set this machine's clock right (NTP) before going on.",
        ),
    ),
    "store-restored": Words(
        Said("niet in herstel", "not being restored"),
        Said(
            "{service} is uit een reservekopie teruggezet en leest alleen, tot hij bij is: het logboek moet bereikbaar "
            "zijn (KOPLOPER_LEDGER_URL). Bij twee feiten onder één nummer: zoek uit welk van de twee waar is, en zet "
            "een reservekopie van vóór het andere terug.",
            "{service} was put back from a backup and only reads until it has caught up: the ledger must be within "
            "reach (KOPLOPER_LEDGER_URL). Of two events under one number: find out which is true, and restore a "
            "backup of before the other.",
        ),
    ),
    "disk-nearly-full": Words(
        Said("schijf heeft ruimte", "disk has room"),
        Said(
            "Maak ruimte in {subject}, of verplaats de gegevens en start met DATA=.",
            "Make room in {subject}, or move the data and start with DATA=.",
        ),
    ),
    "ledger-hole": Words(
        Said("logboek zonder gat", "ledger without holes"),
        Said(
            f"Uit het logboek is buiten Koploper om iets weggehaald. {RESTORE.dutch}",
            f"Something was taken out of the ledger past Koploper. {RESTORE.english}",
        ),
    ),
    "ledger-altered": Words(
        Said("logboek onveranderd", "ledger unaltered"),
        Said(
            f"In het logboek is buiten Koploper om geschreven. {RESTORE.dutch}",
            f"Something wrote in the ledger past Koploper. {RESTORE.english}",
        ),
    ),
    "ledger-ahead": Words(
        Said("tijd van het logboek klopt", "ledger's time right"),
        Said(
            "Zet de klok van deze machine gelijk (NTP): tot die voorbij de laatste tijd is, krijgt al wat erbij komt "
            "die tijd. Was de klok toen juist verkeerd, dan gaat het vanzelf over.",
            "Set this machine's clock right (NTP): until it has passed the last time, what is added gets that time. "
            "Where the clock was wrong then, this passes by itself.",
        ),
    ),
    "ledger-tree": Words(
        Said("boom van het logboek klopt", "ledger's tree right"),
        Said(
            "Wat in het logboek staat, is niet meer waarvan zijn boom is gemaakt: er is buiten Koploper om in "
            f"geschreven. {RESTORE.dutch}",
            "What the ledger holds is no longer what its tree was made of: something wrote in it past Koploper. "
            f"{RESTORE.english}",
        ),
    ),
    "ledger-signed": Words(
        Said("logboek heeft wat het tekende", "ledger has what it signed"),
        Said(
            "Het logboek tekent niet: het is korter of anders dan waarvoor het tekende of dan een getuige zag, of het "
            "kan niet. Zoek een nieuwere reservekopie, of zie in het handboek (The ledger's word) wat dit betekent; "
            "is wat ontbreekt voorgoed weg: `koploper ledger begin-anew`.",
            "The ledger does not sign: it is shorter or other than what it signed for or a witness saw, or it cannot. "
            "Find a newer backup, or see in the manual (The ledger's word) what this means; when what lacks is gone "
            "for good: `koploper ledger begin-anew`.",
        ),
    ),
    "read-model-differs": Words(
        Said("leesmodellen kloppen", "read models right"),
        Said(
            "Bouw het opnieuw: `koploper replay {service} {subject}` (eerst kijken: `--dry-run`).",
            "Rebuild it: `koploper replay {service} {subject}` (to look first: `--dry-run`).",
        ),
    ),
    "ledger-lacks-events": Words(
        Said("logboek heeft alles", "ledger has all"),
        Said(
            "Kijk eerst of hier iets wacht of niet is verstuurd. Zo niet, dan is het logboek of de bus ouder dan "
            "{service}: zet een reservekopie terug waarin het logboek het wel heeft.",
            "See first whether something waits or was not sent. If not, the ledger or the bus is older than {service}: "
            "restore a backup in which the ledger has it.",
        ),
    ),
    "store-lacks-events": Words(
        Said("{service} heeft alles", "{service} has all"),
        Said(
            "{service} is feiten kwijt die het logboek nog heeft. Stop Koploper, en zet een reservekopie van {service} "
            "terug die ze heeft.",
            "{service} has lost events that the ledger still has. Stop Koploper, and restore a backup of {service} "
            "that has them.",
        ),
    ),
}
"""In the order in which they are shown."""


def clean(check: str, service: str) -> str:
    """What it means that a check finds nothing; nothing where it is one we do not know."""
    return WORDS[check].clean.filled(service, "") if check in WORDS else ""


def advice(check: str, service: str, subject: str) -> str:
    """What to do about a finding; nothing where it is of a check we do not know."""
    return WORDS[check].advice.filled(service, subject) if check in WORDS else ""
