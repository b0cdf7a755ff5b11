"""What is said of facts on paper: the sentences of the page (`static/texts`), filled in the way the page fills them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from shared.envelope import Envelope, moment

Language = Literal["nl", "en"]
_TEXTS: Final = Path(__file__).parents[1] / "static" / "texts"
_OWN: Final = Path(__file__).parents[1] / "templates" / "dossier"
_NAMES: Final = "nl.koploper."
_FIELD: Final = re.compile(r"\{(\w+)\}")
_ID: Final = 6
"""Characters of a person's id that tell people apart on paper, as on the page."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
ENUMERATED: Final = frozenset(
    {
        *("advice", "answer", "channel", "criterion", "form", "how", "kind", "outcome", "reason", "verdict", "origin"),
        *(
            "sector",
            "effects",
            "by",
            "because",
            "replaces",
            "ministry",
            "ministries",
            "requiredMinistries",
            "refusedBy",
            "state",
        ),
    }
)
"""Fields whose values have words; the page has the same (`static/sentences.js`). All other texts people wrote."""
Shown = str | Sequence["Shown"] | Mapping[str, "Shown"]
"""A value as a template shows it: a text, a list or a table of such."""


@dataclass(frozen=True)
class Words:
    """All texts in one language; `own` are those of a dossier's page."""

    language: Language
    texts: Mapping[str, Any]
    own: Mapping[str, Any]

    def sentence(self, envelope: Envelope) -> str:
        """What an event says; one that there is no sentence for is told by its type."""
        short = envelope.type.removeprefix(_NAMES)
        found = self.texts["events"].get(short)
        text = _chosen(_having(found, envelope.data), envelope.data) if isinstance(found, dict) else found
        if text is None:
            return str(self.texts["journey"]["unknownType"]).replace("{type}", short)
        return _FIELD.sub(lambda each: self._plain(each[1], envelope.data.get(each[1])), text)

    def shown(self, field: str, value: Any, gone: frozenset[str]) -> Shown:
        """A value of an event's data; `gone` are the references of texts that are erased."""
        match value:
            case {"ref": str(ref), "digest": str()}:
                return str(self.texts["journey"]["erased" if ref in gone else "kept"])
            case dict():
                return {self.field(name): self.shown(name, each, gone) for name, each in value.items()}
            case list():
                return [self.shown(field, each, gone) for each in value]
            case _:
                return self._plain(field, value)

    def field(self, name: str) -> str:
        return str(self.texts["fields"].get(name, name))

    def stage(self, name: str) -> str:
        return str(self.texts["stages"].get(name, {"name": name})["name"])

    def person(self, envelope: Envelope) -> str:
        """Who acted: the role, and enough of the id to tell people apart."""
        role, who = envelope.actor.role, envelope.actor.id
        called = self.texts["roles"].get(role, role)
        return f"{called} ({self.service(who)})" if role == "system" else f"{called} · {who[-_ID:]}"

    def service(self, name: str) -> str:
        return str(self.texts["services"].get(name, name))

    def at(self, time: datetime | str) -> str:
        """A moment in UTC, which is the same for who reads it anywhere."""
        found = moment(time) if isinstance(time, str) else time
        months = self.own["months"]
        return f"{found.day} {months[found.month - 1]} {found.year} {found:%H:%M:%S} UTC"

    def _plain(self, field: str, value: Any) -> str:
        match value:
            case None:
                return str(self.texts["journey"]["notShown"])
            case bool():
                return str(self.texts["journey"]["yes" if value else "no"])
            case list():
                return ", ".join(self._plain(field, each) for each in value)
            case str():
                return self._word(field, value)
            case _:
                return str(value)

    def _word(self, field: str, value: str) -> str:
        if field == "changed":  # a part of a submission by its name: a field, or one of the criteria
            name, _, criterion = value.partition(".")
            return self._called("criterion", criterion) if criterion else self.field(name)
        if field in ENUMERATED:
            return self._called(field, value)
        return self._day(value) if _DAY.fullmatch(value) else value

    def _called(self, field: str, value: str) -> str:
        """A value that means something else in one field has a word of its own there."""
        values, roles, origins = self.texts["values"], self.texts["roles"], self.texts["origins"]
        known = (values.get(f"{field}.{value}"), values.get(value), roles.get(value), origins.get(value))
        return str(next(filter(None, known), value))

    def _day(self, day: str) -> str:
        try:
            found = date.fromisoformat(day)
        except ValueError:
            return day
        return f"{found.day} {self.own['months'][found.month - 1]} {found.year}"


@cache
def words(language: Language) -> Words:
    """The texts of a language."""
    files = (_TEXTS / f"{language}.json", _OWN / f"{language}.json")
    return Words(language, *(json.loads(file.read_text(encoding="utf-8")) for file in files))


def _having(found: Mapping[str, Any], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The texts for a fact that has a field that others of its type lack; where it has none of those, those of all."""
    own: Mapping[str, Mapping[str, Any]] = found.get("having", {})
    return next((texts for field, texts in own.items() if data.get(field) is not None), found)


def _chosen(found: Mapping[str, Any], data: Mapping[str, Any]) -> str | None:
    """The text for the values of the fields `by`; where there is none for all of them, the one for the first."""
    by = found["by"]
    values = [_as_the_page_writes(data.get(field)) for field in ([by] if isinstance(by, str) else by)]
    text = found.get(", ".join(values), found.get(values[0]))
    return text if isinstance(text, str) else None


def _as_the_page_writes(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
