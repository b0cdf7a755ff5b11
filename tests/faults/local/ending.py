"""The last look: a process without faults, to which everybody says everything once more; and how all ended."""

from dataclasses import dataclass
from pathlib import Path

from cli.client import Client
from cli.demo.show import journeys
from tests.faults import asked
from tests.faults.people import Acknowledged, Crowd, Witness
from tests.faults.process import koploper


@dataclass(frozen=True)
class Ending:
    """What everybody was answered when they asked the same again, and what is not as it should be."""

    acts: list[Acknowledged]
    complaints: list[str]


async def look(data: Path, port: int, crowd: Crowd) -> Ending:
    """Start on the folder once more."""
    witness = Witness()
    async with koploper(data, "--no-demo", port=port) as process, Client(process.url, witness) as client:
        if not await process.ready():
            raise RuntimeError(f"koploper does not start any more; it said:\n{process.said}")
        await crowd.act(client)
        answered = list(witness.acts)
        wrong = [*asked.stages(await journeys(client), crowd), *await asked.read_models(client)]
        if code := await process.stop():
            wrong.append(f"at its stop it ended with {code}")
    return Ending(answered, wrong)
