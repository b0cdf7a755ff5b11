"""Policies: what an initiative is held against. Everybody reads them, an operator lets one hold."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, model_validator
from sqlalchemy import Connection

from services.assessment import projections
from services.assessment.commands import ActivatePolicy
from services.assessment.policy import RETENTION_DAYS, VERSION, Criterion, Ministry, Policy
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Day
from shared.web.body import router as new_router
from shared.web.desk import Acting, act
from shared.web.holding import let_hold
from shared.web.listing import Asked, Page, Shown, item, page


class PolicyItem(Shown):
    """A policy that was activated; `active` is the one under which dossiers are opened now."""

    policy_version: str
    policy_digest: str
    valid_from: str
    criteria: list[Criterion]
    threshold: int
    required_ministries: list[Ministry]
    reminder_days: list[int]
    escalation_days: int
    declaration_required: bool
    retention_days: int
    activated_at: str
    active: bool


class Rules(Body):
    """A policy: a version with its rules, which never change."""

    policy_version: Annotated[str, Field(pattern=VERSION, examples=["2021-01"])]
    valid_from: Day
    criteria: list[Criterion]
    threshold: int
    required_ministries: list[Ministry]
    reminder_days: list[int]
    escalation_days: int
    declaration_required: bool = False
    retention_days: int = RETENTION_DAYS

    @model_validator(mode="after")
    def _can_be_kept(self) -> "Rules":
        """Raise ValueError for what is no policy."""
        self.policy()
        return self

    def policy(self) -> Policy:
        return Policy.model_validate(self.model_dump())


def router(service: Service) -> APIRouter:
    """The policies' addresses."""
    routes = new_router()

    @act(routes, "/policies", "Let dossiers be opened under a policy")
    async def activate(body: Rules, desk: Acting) -> Response:
        version = body.policy_version
        at = f"/assessment/v1/policies/{version}"
        made = partial(_command, desk, body.policy())
        return await let_hold(desk, service, _in_force, made, version=version, location=at)

    @routes.get("/policies", summary="The policies there are", tags=["policies"])
    def policies(asked: Annotated[Asked, Query()]) -> Page[PolicyItem]:
        table = projections.policy
        with service.store.read() as connection:
            active = projections.active_policy(connection)
            return page(
                connection,
                projections.policies(),
                asked,
                fields={"policyVersion": table.c.policy_version, "validFrom": table.c.valid_from},
                key=table.c.policy_version,
                show=lambda row: _item(row, active),
            )

    @routes.get("/policies/{version}", summary="A policy", tags=["policies"])
    def policy(version: Annotated[str, Path(max_length=50)], response: Response) -> PolicyItem:
        with service.store.read() as connection:
            absent = f"No policy {version} was ever activated. See /assessment/v1/policies for those that were."
            row = item(projections.one_policy(connection, version), response, absent)
            return _item(row, projections.active_policy(connection))

    return routes


def _in_force(connection: Connection) -> str | None:
    active = projections.active_policy(connection)
    return None if active is None else str(active.policy_version)


def _command(desk: Acting, policy: Policy, in_force: str | None) -> ActivatePolicy:
    return ActivatePolicy(act=desk.act, policy=policy, in_force=in_force)


def _item(row: AnyRow, active: AnyRow | None) -> PolicyItem:
    is_active = active is not None and row.policy_version == active.policy_version
    policy = Policy.model_validate({name: value for name, value in named(row).items() if name in Policy.model_fields})
    return PolicyItem.model_validate({**named(row), "active": is_active, "policy_digest": policy.digest})
