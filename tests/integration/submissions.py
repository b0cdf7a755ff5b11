"""What submitters send to intake."""

from typing import Any, Final

KETENSTAGE: Final[dict[str, Any]] = {
    "title": "Ketenstage",
    "summary": "Studenten volgen één cliënt.",
    "novelty": "Met de cliënt mee.",
    "result": "Studenten blijven.",
    "effects": ["nieuwe-instroom"],
    "organisations": [{"name": "Noorderboog", "sector": "zorg"}, {"name": "Alfa-college", "sector": "onderwijs"}],
    "region": "Groningen",
    "themes": ["leven-lang-ontwikkelen"],
    "branches": ["vvt"],
    "criteria": {"samenwerken": "Samen.", "innoveren": "Nieuw.", "veranderen": None, "opschalen": "Overal."},
    "contact": {"name": "Anna Voorbeeld", "email": "anna@example.org", "phone": "050 123 4567"},
}
