"""The witness over HTTP: one address to ask it, one to see what it saw, one for its key."""

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cli.witness.witness import Witness
from shared.notes.note import LONGEST

MOST = LONGEST + 63 * 48
"""Bytes of a request that are read at most: a note and a proof."""


def app(witness: Witness) -> Starlette:
    """Its addresses: the submission and the monitoring prefix are the same."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST:
                return PlainTextResponse("the request is too long\n", 413)
        answer = await run_sync(witness.add_checkpoint, body)
        return Response(answer.body, answer.status, {"Content-Type": answer.media_type})

    async def newest(request: Request) -> Response:
        found = await run_sync(witness.newest, request.path_params["origin"])
        if found is None:
            return PlainTextResponse("nothing of this log was seen here\n", 404)
        return PlainTextResponse(found, headers={"Cache-Control": "public, max-age=2"})

    async def vkey(_: Request) -> Response:
        return PlainTextResponse(f"{witness.signer.verifier}\n")

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/vkey", vkey),
            Route("/{origin:str}/checkpoint", newest),
        ]
    )
