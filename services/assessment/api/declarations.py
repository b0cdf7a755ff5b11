"""What anybody of the office says of a conflict of interest of their own, and an adviser of a mistake in that."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, model_validator
from sqlalchemy import Connection

from services.assessment import commands, errors, events, projections
from services.assessment.api.acts import ADVISERS, at
from shared import shut
from shared.actor import Actor
from shared.service import Service
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act


class Declaration(Body):
    """Whether you have a conflict of interest; if so, which: advisers read that, nobody else."""

    conflict: bool
    reason: Paragraph | None = None

    @model_validator(mode="after")
    def _says_why(self) -> "Declaration":
        """Raise ValueError for a conflict without a reason, and for a reason that would not be kept."""
        if self.conflict != (self.reason is not None):
            raise ValueError("give a reason with a conflict of interest, and none without one")
        return self


class DeclarationWithdrawal(Body):
    """Whose declaration was a mistake, and why."""

    person: Annotated[UUID, Field(strict=False)]
    reason: Paragraph


def before_reading(connection: Connection, actor: Actor, ref: str) -> None:
    """Raise DeclarationNeeded to an adviser who has to declare first, for a text of such a dossier."""
    if shut.told_of(connection, projections.undeclared(connection, actor), ref):
        raise errors.DeclarationNeeded(
            "The policy of the dossier that this text belongs to asks each adviser first whether they have a conflict "
            "of interest. Nothing was shown; declare whether you have one, then read it."
        )


def router(_: Service) -> APIRouter:
    """The acts about declarations."""
    routes = new_router()

    @act(routes, "/dossiers/{id}/declarations", "Declare whether you have a conflict of interest")
    async def declare(id: Id, body: Declaration, desk: Acting) -> Response:
        about = commands.InitiativeId(str(id))
        command: commands.DeclareConflict | commands.DeclareNoConflict
        if body.reason is None:
            command = commands.DeclareNoConflict(act=desk.act, initiative_id=about)
        else:
            reason = desk.seal(body.reason, (*ADVISERS, str(desk.act.actor)))
            command = commands.DeclareConflict(act=desk.act, initiative_id=about, reason=reason)
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @act(routes, "/dossiers/{id}/declaration-withdrawals", "Withdraw a declaration that was a mistake")
    async def withdraw_declaration(id: Id, body: DeclarationWithdrawal, desk: Acting) -> Response:
        command = commands.WithdrawDeclaration(
            act=desk.act,
            initiative_id=commands.InitiativeId(str(id)),
            person=events.PersonId(str(body.person)),
            reason=desk.seal(body.reason, ADVISERS),
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    return routes
