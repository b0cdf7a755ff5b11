"""The services, as the fixture `running` wants them."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from services.assessment import app as assessment_app
from services.assessment import settings as assessment_settings
from services.intake import app as intake_app
from services.intake import settings as intake_settings
from services.publication import app as publication_app
from services.publication import settings as publication_settings
from services.review import app as review_app
from services.review import settings as review_settings
from shared.testing.running import Builder, Running, store_url
from shared.web.app import Part, Surroundings


class Run(Protocol):
    """The fixture's type; `more` is what `shared.testing.running.running` takes by name."""

    def __call__(self, *builders: Builder, **more: Any) -> AbstractAsyncContextManager[Running]: ...


def intake(data: Path, around: Surroundings) -> Part:
    return intake_app.build(intake_settings.Settings(store_url=store_url(data, "intake")), around)


def review(data: Path, around: Surroundings) -> Part:
    return review_app.build(review_settings.Settings(store_url=store_url(data, "review")), around)


def assessment(data: Path, around: Surroundings) -> Part:
    return assessment_app.build(assessment_settings.Settings(store_url=store_url(data, "assessment")), around)


def publication(data: Path, around: Surroundings) -> Part:
    return publication_app.build(publication_settings.Settings(store_url=store_url(data, "publication")), around)
