"""THE page to read: how a command becomes facts. Load, decide, one short transaction; nobody is answered before it.

Group commit: commands that come while the writer is busy wait together and are written together. A refusal leaves the
others alone; a conflict goes to the next group, a few times; a group that fails for another reason is rerun one by one,
and only the guilty one fails. When a commit's outcome is unknown, the store is asked for the event ids first.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, select

from shared import faults, metrics, once, telemetry, tracing, vault
from shared.clock import Ids
from shared.decider import Command
from shared.errors import OutcomeUnknown, Refusal, StoreAway, Taken, TooBusy
from shared.once import Done, Earlier, KeyReused, Once
from shared.store import schema
from shared.store.many import together
from shared.store.store import Store
from shared.turn import Model, Turn

GROUP: Final = 128
"""Commands written together at most: a bound on how long a reader of the group's first answer waits."""
TRIES: Final = 5

_THERE: Final = select(schema.event.c.position).where(schema.event.c.id == bindparam("id"))

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Asked:
    """A command that waits for its answer."""

    command: Command
    answer: "asyncio.Future[Done]"
    keep: Sequence[vault.Entry]
    expected: int | None
    once: Once | None
    resource: str
    location: str
    provided: "Provided | None"
    tries: int = 0


Answer = Done | Exception
Provided = Callable[[Connection], None]
"""Raises the Refusal of whoever asks when, at the moment of writing, what a command was made of is not so any more."""
Reading = Callable[[], AbstractContextManager[Connection]]


class Handle:
    """Runs the commands of one service on its store."""

    def __init__(self, store: Store, model: Model, ids: Ids) -> None:
        self._store = store
        self._model = model
        self._ids = ids
        self._waiting: deque[Asked] = deque()
        self._busy = False
        self._before = once.Answers()
        self._meter = metrics.of(model.service)

    async def __call__(
        self,
        command: Command,
        *,
        resource: str = "",
        location: str = "",
        keep: Sequence[vault.Entry] = (),
        expected: int | None = None,
        once: Once | None = None,
        provided: Provided | None = None,
    ) -> Done:
        """Decide and store `command`; returns after the commit.

        `keep` are the vault entries its facts name, `expected` the main stream's version its giver has seen, `once`
        what makes a repeated request give the first one's answer, `resource` and `location` what the answer names;
        `provided` looks, in the transaction, whether rows that are no facts are still as the command was made of them.
        Raises a Refusal (nothing was written) or StoreAway (nothing half done).
        """
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append(Asked(command, answer, keep, expected, once, resource, location, provided))
        if not self._busy:
            self._next()
        return await answer

    async def tried(self, command: Command, expected: int | None = None) -> int:
        """What version the command's main stream would have then; nothing is written.

        Raises the Refusal that it would meet, or StoreAway.
        """
        return await asyncio.to_thread(self._try, command, expected)

    def _try(self, command: Command, expected: int | None) -> int:
        turn = Turn(self._model, self._ids)
        with self._store.read() as connection:
            [now] = self._model.refreshed(connection, [command])
            turn.read(connection, now.streams)
        return turn.decide(now, expected)

    def _next(self) -> None:
        """Give the writer what waits; runs on the loop."""
        group = self._group()
        self._busy = bool(group)
        if group:
            try:
                self._store.schedule(partial(self._run, group))
            except StoreAway as away:
                self._answer(dict.fromkeys(group, away))

    def _group(self) -> list[Asked]:
        """What is written together: of those that look again at rows one, for it must see what another left there."""
        group: list[Asked] = []
        looks = False
        while self._waiting and len(group) < GROUP:
            if looks and self._waiting[0].provided is not None:
                break
            looks |= self._waiting[0].provided is not None
            group.append(self._waiting.popleft())
        return group

    def _run(self, group: Sequence[Asked]) -> None:
        """Write a group; runs on the writer's thread."""
        began = perf_counter()
        with tracing.writing(self._model.service, [asked.command for asked in group]):
            answers = self._together(group)
        self._meter.wrote(len(group), perf_counter() - began)
        if any(isinstance(answer, Done) for answer in answers.values()):
            self._store.appended()
        faults.reached("after-commit-before-answer")
        group[0].answer.get_loop().call_soon_threadsafe(self._answer, answers)

    def _answer(self, answers: Mapping[Asked, Answer]) -> None:
        """Answer a group; those who ask again at once come together in the next one. Runs on the loop."""
        for asked, answer in answers.items():
            if isinstance(answer, Refusal):
                self._meter.refused(answer.rule)
            if asked.answer.done():  # its asker has gone; what was written stands
                continue
            if isinstance(answer, Done):
                asked.answer.set_result(answer)
            else:
                asked.answer.set_exception(answer)
        asyncio.get_running_loop().call_soon(self._next)

    def _together(self, group: Sequence[Asked]) -> dict[Asked, Answer]:
        """The answers of a group written in one transaction; of those in conflict none yet, they wait again."""
        try:
            return self._write(group)
        except Taken as conflict:
            return self._again(group, conflict)
        except StoreAway as away:
            return dict.fromkeys(group, away)
        except Exception as failure:
            if len(group) > 1:
                return {asked: answer for alone in group for asked, answer in self._together([alone]).items()}
            if not isinstance(failure, Refusal):  # which is what it was provided on that is not so any more
                with telemetry.about(**telemetry.ids_of_act(group[0].command, self._model.service)):
                    log.exception("command failed", command=type(group[0].command).__name__)
            return {group[0]: failure}

    def _again(self, group: Sequence[Asked], conflict: Taken) -> dict[Asked, Answer]:
        given_up: dict[Asked, Answer] = {}
        for asked in group:
            asked.tries += 1
            if asked.tries < TRIES:
                self._waiting.append(asked)
            else:
                given_up[asked] = TooBusy(f"Others kept changing this ({conflict}). Nothing was written; try again.")
        return given_up

    def _write(self, group: Sequence[Asked]) -> dict[Asked, Answer]:
        try:
            turn, answers = self._look(group, self._store.glance)
        except StoreAway:  # its connection may have been lost while nobody used it
            turn, answers = self._look(group, self._store.read)
        accepted: dict[Asked, Done] = {}
        scopes: set[str] = set()
        twins: list[Asked] = []
        for asked in group:
            if asked in answers:
                continue
            if asked.once is not None:
                if asked.once.scope in scopes:
                    twins.append(asked)
                    continue
                scopes.add(asked.once.scope)
            try:
                with tracing.deciding(self._model.service, asked.command):
                    version = turn.decide(asked.command, asked.expected)
            except Refusal as refusal:
                answers[asked] = refusal
            else:
                accepted[asked] = Done(asked.resource, version, asked.location)
        if accepted:
            self._commit(turn, accepted)
        self._waiting.extend(twins)  # the next group finds the answer that their twins were given in this one
        return answers | accepted

    def _look(self, group: Sequence[Asked], reading: Reading) -> tuple[Turn, dict[Asked, Answer]]:
        """A turn that has read the group's streams, and the answers of those that come again.

        Answers first: whoever is overtaken in between finds that out at the commit.
        """
        turn = Turn(self._model, self._ids)
        with reading() as connection:
            answers = self._given_before(connection, group)
            now = self._model.refreshed(connection, [asked.command for asked in group])
            for asked, command in zip(group, now, strict=True):
                asked.command = command
            turn.read(connection, (stream for asked in group for stream in asked.command.streams))
        return turn, answers

    def _given_before(self, connection: Connection, group: Sequence[Asked]) -> dict[Asked, Answer]:
        """What was answered before to those that come again."""
        keyed = {asked: asked.once for asked in group if asked.once is not None}
        if not keyed:
            return {}
        found = self._before.find(connection, [key.scope for key in keyed.values()], group[0].command.act.now)
        return {asked: _replay(key, found[key.scope]) for asked, key in keyed.items() if key.scope in found}

    def _commit(self, turn: Turn, accepted: Mapping[Asked, Done]) -> None:
        try:
            with self._store.transaction() as connection:
                for provided in (asked.provided for asked in accepted if asked.provided is not None):
                    provided(connection)
                with together(connection):  # of its own, and first: the facts may already forget it
                    vault.keep(connection, _placed(accepted))
                with together(connection):
                    turn.write(connection)
                    if kept := [(asked.once, done) for asked, done in accepted.items() if asked.once is not None]:
                        self._before.keep(connection, kept, next(iter(accepted)).command.act.now)
                faults.reached("before-commit")
        except OutcomeUnknown:
            if not self._is_written(turn):
                raise
        self._meter.appended(len(turn.decided))

    def _is_written(self, turn: Turn) -> bool:
        """Whether a commit whose outcome is unknown did happen: it did when its events are there."""
        if not turn.decided:
            return False
        first = {"id": turn.decided[0].id}
        return self._store.settled(lambda connection: connection.execute(_THERE, first).first() is not None)


def _placed(accepted: Iterable[Asked]) -> Iterator[tuple[str, vault.Entry]]:
    """What is kept for each command, with the stream it is about."""
    return ((asked.command.streams[0], entry) for asked in accepted for entry in asked.keep)


def _replay(asked: Once, earlier: Earlier) -> Answer:
    try:
        return once.replay(asked, earlier)
    except KeyReused as reused:
        return reused
