"""What an upgrade leaves to be made is made once, with the mark that it is; a store that has it reads nothing more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select

from services.intake import upgrading as intake_upgrading
from services.publication import upgrading as publication_upgrading
from shared import upgraded
from shared.errors import Taken
from shared.store import schema
from shared.testing.running import Builder, running
from shared.testing.seeded import SeededIds
from tests.integration import builders

PARTS = (
    pytest.param(builders.publication, publication_upgrading, "published-addresses", id="publication"),
    pytest.param(builders.intake, intake_upgrading, "approached", id="intake"),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a service looked through its own facts, or what is made of them, to bring them up to date."""
    found: list[str] = []

    def noting(name: str, real: Callable[..., None]) -> Callable[..., None]:
        def index(*given: object) -> None:
            found.append(name)
            real(*given)

        return index

    for module in (publication_upgrading, intake_upgrading):
        monkeypatch.setattr(module, "_index", noting(module.__name__.split(".")[1], module._index))
    return found


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize(("builder", "module", "name"), PARTS)
async def test_a_start_of_an_upgraded_store_reads_nothing(
    tmp_path: Path, asked: list[str], builder: Builder, module: object, name: str
) -> None:
    """The first start looks, and those after it ask for the mark alone."""
    for number in range(3):
        async with running(tmp_path, builder, ids=SeededIds(number)) as now:
            (service,) = now.parts
            with now.service(service).store.read() as connection:
                assert connection.execute(select(schema.upgraded.c.name)).scalars().all() == [name]
        assert asked == [service]


@pytest.mark.usefixtures("on_both")
async def test_what_fails_is_made_at_the_next_start(tmp_path: Path) -> None:
    """The mark comes with what it is of, or not at all; and it is of one name."""
    made: list[str] = []

    def fails(_: Connection) -> None:
        raise OSError("no room")

    async with running(tmp_path, builders.intake) as now:
        store = now.service("intake").store
        with pytest.raises(OSError, match="no room"):
            await upgraded.once(store, "one", fails)
        for name in ("one", "other", "one"):
            await upgraded.once(store, name, lambda _, name=name: made.append(name))  # type: ignore[misc]
        assert made == ["one", "other"]
        with pytest.raises(Taken):  # a row that is there: no start that goes on for ever
            await upgraded.once(store, "taken", lambda connection: upgraded._make("one", made.append, connection))  # type: ignore[arg-type]
        await store.write(lambda connection: connection.execute(delete(schema.upgraded)))
        await upgraded.once(store, "one", lambda _: made.append("one"))
        assert made == ["one", "other", "one"]
