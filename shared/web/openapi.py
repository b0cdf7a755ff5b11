"""The OpenAPI document of a service, as the Dutch API Design Rules (2.1) want it."""

from fastapi import FastAPI, Response

from shared.service import Service


def install(app: FastAPI, service: Service) -> None:
    """Serve the document to everybody, browsers of other sites included."""

    @app.get(f"/{service.name}/v1/openapi.json", include_in_schema=False)
    async def document() -> Response:
        raise NotImplementedError
