"""Reference data over HTTP: everybody reads which themes and branches there are, an operator lets others hold."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, model_validator
from sqlalchemy import Connection

from services.intake import projections, shipped
from services.intake.commands import ActivateReference
from services.intake.reference import VERSION, Reference, Term
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Day
from shared.web.body import router as new_router
from shared.web.desk import Acting, act
from shared.web.holding import let_hold
from shared.web.listing import Asked, Page, Shown, item, page


class ReferenceItem(Shown):
    """Reference data that were activated; `active` are those that submissions are held to now."""

    reference_version: str
    valid_from: str
    themes: list[Term]
    branches: list[Term]
    activated_at: str
    active: bool


class Words(Body):
    """Reference data: a version with its words, which never change."""

    reference_version: Annotated[str, Field(pattern=VERSION, examples=["2021-01"])]
    valid_from: Day
    themes: list[Term]
    branches: list[Term]

    @model_validator(mode="after")
    def _can_be_kept(self) -> "Words":
        """Raise ValueError for what are no reference data."""
        self.reference()
        return self

    def reference(self) -> Reference:
        return Reference.model_validate(self.model_dump())


def router(service: Service) -> APIRouter:
    """The addresses of reference data."""
    routes = new_router()

    @act(routes, "/reference-data", "Let other themes and branches hold")
    async def activate(body: Words, desk: Acting) -> Response:
        version = body.reference_version
        at = f"/intake/v1/reference-data/{version}"
        made = partial(_command, desk, body.reference())
        return await let_hold(desk, service, _in_force, made, version=version, location=at)

    @routes.get("/reference-data", summary="The themes and branches there are", tags=["reference-data"])
    def references(asked: Annotated[Asked, Query()]) -> Page[ReferenceItem]:
        table = projections.reference
        with service.store.read() as connection:
            active = projections.active_reference(connection)
            return page(
                connection,
                projections.references(),
                asked,
                fields={"referenceVersion": table.c.reference_version, "validFrom": table.c.valid_from},
                key=table.c.reference_version,
                show=lambda row: _item(row, active),
            )

    @routes.get("/reference-data/{version}", summary="The themes and branches of a version", tags=["reference-data"])
    def one(version: Annotated[str, Path(max_length=50)], response: Response) -> ReferenceItem:
        with service.store.read() as connection:
            absent = (
                f"No reference data {version} were ever activated. See /intake/v1/reference-data for those that were."
            )
            row = item(projections.one_reference(connection, version), response, absent)
            return _item(row, projections.active_reference(connection))

    return routes


def _in_force(connection: Connection) -> str:
    return shipped.in_force(connection).reference_version


def _command(desk: Acting, reference: Reference, in_force: str | None) -> ActivateReference:
    return ActivateReference(act=desk.act, reference=reference, in_force=in_force)


def _item(row: AnyRow, active: Reference | None) -> ReferenceItem:
    is_active = active is not None and row.reference_version == active.reference_version
    return ReferenceItem.model_validate({**named(row), "active": is_active})
