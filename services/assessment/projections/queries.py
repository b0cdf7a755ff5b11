"""What is asked of assessment's read models."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, false, not_, select

from services.assessment.projections.tables import declaration, dossier, judgement, policy, question
from shared.actor import Actor
from shared.store import schema
from shared.store.store import AnyRow


def policies() -> Select[*tuple[Any, ...]]:
    """All policies that were ever activated."""
    return select(policy)


_ACTIVE: Final = (
    policies()
    .join(schema.event, schema.event.c.id == policy.c.event_id)
    .order_by(schema.event.c.position.desc())
    .limit(1)
)


def active_policy(connection: Connection) -> AnyRow | None:
    """The policy that was activated last, by its place in the store."""
    return connection.execute(_ACTIVE).one_or_none()


def one_policy(connection: Connection, version: str) -> AnyRow | None:
    """The policy of this version, when it was ever activated."""
    return connection.execute(policies().where(policy.c.policy_version == version)).one_or_none()


def dossiers(seen: ColumnElement[bool], actor: Actor | None) -> Select[*tuple[Any, ...]]:
    """The dossiers that may be seen, and of which of them `actor` has to declare something first (`undeclared`)."""
    return select(dossier, to_declare(actor).label("undeclared")).where(seen)


def one(connection: Connection, initiative_id: str, seen: ColumnElement[bool], actor: Actor | None) -> AnyRow | None:
    """One dossier, when it is there and may be seen."""
    return connection.execute(dossiers(seen, actor).where(dossier.c.id == initiative_id)).one_or_none()


def submitter(connection: Connection, initiative_id: str) -> str | None:
    """Whose initiative a dossier is about; None where there is no dossier."""
    found: str | None = connection.execute(
        select(dossier.c.submitter).where(dossier.c.id == initiative_id)
    ).scalar_one_or_none()
    return found


def judgements(connection: Connection, initiative_id: str, submission_version: int) -> list[AnyRow]:
    """What was found of this version, per criterion; what was found of an older one does not count."""
    chosen = select(judgement).where(
        judgement.c.initiative_id == initiative_id, judgement.c.submission_version == submission_version
    )
    return list(connection.execute(chosen))


def declarations(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What persons declared of their stakes in an initiative, in order."""
    chosen = select(declaration).where(declaration.c.initiative_id == initiative_id)
    return list(connection.execute(chosen.order_by(declaration.c.declared_at, declaration.c.person)))


def to_declare(actor: Actor | None) -> ColumnElement[bool]:
    """Of which dossiers an actor has to say first whether they have a stake: advisers, where its policy wants that."""
    if actor is None or actor.role != "adviser":
        return false()
    said = select(declaration.c.person).where(
        declaration.c.initiative_id == dossier.c.id,
        declaration.c.person == actor.id,
        declaration.c.conflict.is_(False),
    )
    return and_(dossier.c.declaration_required.is_(True), not_(said.correlate(dossier).exists()))


def undeclared(connection: Connection, actor: Actor) -> list[str]:
    """The initiatives of those dossiers."""
    return list(connection.execute(select(dossier.c.id).where(to_declare(actor))).scalars())


def questions(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """What the submitter was asked, in order."""
    chosen = select(question).where(question.c.initiative_id == initiative_id)
    return list(connection.execute(chosen.order_by(question.c.asked_at, question.c.request_id)))
