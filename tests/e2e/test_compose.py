"""Koploper in containers: healthy by itself, the same from outside as on one machine, and closed where it must be."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import httpx
import pytest

from cli.demo import cast
from tests import needs
from tests.e2e.composed import Composed, composed
from tests.faults.asked import fates
from tests.faults.waiting import PATIENCE, found_within

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

AUDITOR: Final = cast.person("auditor", 90)
FATES: Final = fates()
SERVICES: Final = frozenset({"intake", "assessment", "review", "publication", "events"})
INSIDE: Final = ("/metrics", "/metrics/", "/METRICS", "/%6Detrics", "//metrics", "/./metrics", "/intake/metrics")
"""Ways in which somebody may ask for what is for those within."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    with composed(needs.docker(), tmp_path_factory.mktemp("secrets")) as up:
        yield up


@pytest.fixture
async def client(running: Composed) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=running.url, timeout=PATIENCE) as asking:
        yield asking


async def test_the_demo_comes_on_request(running: Composed, client: httpx.AsyncClient) -> None:
    """`docker compose run demo` plays the journeys, which then show through the proxy as on one machine."""
    running.compose("run", "--rm", "-T", "demo")
    told = await client.get("/events/v1/journeys", headers=running.bearer(AUDITOR))
    assert told.status_code == 200, told.text
    assert Counter(each["stage"] for each in told.json()["items"]) == FATES


async def test_every_service_is_ready_behind_its_path(client: httpx.AsyncClient) -> None:
    """The proxy gives each path to its service, and everything else to the ledger."""
    for path in ["/healthz", "/readyz", *(f"/{each}/readyz" for each in SERVICES)]:
        assert (await client.get(path)).status_code == 200, path
    for each in SERVICES:
        described = await client.get(f"/{each}/v1/openapi.json")
        assert described.json()["info"]["title"] == f"Koploper – {each}"


async def test_the_page_and_its_files_are_there(client: httpx.AsyncClient) -> None:
    """The page comes from the ledger, with every file that it names."""
    page = await client.get("/")
    assert page.status_code == 200
    files = {part.partition('"')[0] for part in page.text.split('"/events/static/')[1:]}
    assert files
    for file in files:
        assert (await client.get(f"/events/static/{file}")).status_code == 200, file


async def test_a_wrong_token_is_nobody(client: httpx.AsyncClient) -> None:
    """A token that nobody has opens nothing, not even what the public may read."""
    answer = await client.get("/events/v1/journeys", headers={"Authorization": "Bearer 0123456789abcdef"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_local_header_is_not_believed(client: httpx.AsyncClient) -> None:
    """Who says in a header who they are is refused: that is for one machine without sign-in."""
    claim = {"Koploper-Actor": str(AUDITOR)}
    read = await client.get("/events/v1/journeys", headers=claim)
    act = await client.post("/publication/v1/meetings", headers=claim, json={})
    assert {read.status_code, act.status_code} <= {400, 401}


async def test_metrics_are_for_those_within(running: Composed, client: httpx.AsyncClient) -> None:
    """The proxy has no way to the metrics, and Prometheus reads them of all five services."""
    for path in INSIDE:
        answer = await client.get(running.url + path)
        assert answer.status_code == 404, path
        assert "koploper_" not in answer.text
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.prometheus}", timeout=PATIENCE) as prometheus:

        async def look() -> bool | None:
            told = await prometheus.get("/api/v1/query", params={"query": "koploper_store_up == 1"})
            return {each["metric"]["service"] for each in told.json()["data"]["result"]} >= SERVICES or None

        await found_within(look)


async def test_the_live_stream_is_not_held_up(running: Composed, client: httpx.AsyncClient) -> None:
    """What happens is told on the live stream while it is open: the proxy keeps nothing back."""
    meeting = {"title": "Noord", "region": "Noord", "date": "2030-06-12", "place": "Assen", "capacity": 20}
    auditor, editor = running.bearer(AUDITOR), running.bearer(cast.EDITOR)
    async with client.stream("GET", "/events/v1/stream", headers=auditor) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        made = await client.post("/publication/v1/meetings", json=meeting, headers=editor)
        assert made.status_code == 201, made.text
        async for line in stream.aiter_lines():
            if line == "event: nl.koploper.meeting-planned.v1":
                break
        else:
            pytest.fail("the stream ended before the meeting was told")


async def test_a_service_that_is_away_is_told(running: Composed, client: httpx.AsyncClient) -> None:
    """The paths of a service that does not run answer 503 with what to do; the others go on, and so does it later.

    It was told to stop, and ended by itself.
    """
    running.compose("stop", "review")
    try:
        ended = running.containers("review")[0]["State"]["ExitCode"]
        away = await client.get("/review/v1/clearances", headers=running.bearer(AUDITOR))
        others = await client.get("/intake/readyz")
    finally:
        running.compose("up", "--wait", "--no-recreate", "review")
    assert ended == 0
    assert (away.status_code, away.json()["type"]) == (503, "urn:koploper:problem:service-away")
    assert others.status_code == 200
    assert (await client.get("/review/readyz")).status_code == 200


def test_a_store_is_kept_and_put_back_by_the_image(running: Composed) -> None:
    """What the image has kept of a store in use is put back elsewhere whole, with the mark of what must catch up."""
    running.compose("exec", "-T", "postgres", "createdb", "--username=postgres", "--owner=intake", "put_back")
    both = "koploper backup intake /tmp/kept && koploper restore intake /tmp/kept --reason test --yes --store-url "
    there = "postgresql://intake@postgres:5432/put_back"
    running.compose("run", "--rm", "-T", "--no-deps", "--entrypoint", "sh", "intake", "-c", both + there)

    def told(database: str, question: str) -> str:
        asked = ("psql", "--username=postgres", "-At", f"--dbname={database}", f"--command={question}")
        return running.compose("exec", "-T", "postgres", *asked).strip()

    events = "SELECT count(*), max(position) FROM event"
    assert told("put_back", events) == told("intake", events) != "0|"
    assert (told("put_back", "SELECT count(*) FROM restored"), told("intake", "SELECT count(*) FROM restored")) == (
        "1",
        "0",
    )


def test_nobody_is_root_or_can_write(running: Composed) -> None:
    """Every process in every container is somebody without privileges, on a file system that cannot be written."""
    for each in running.containers():
        name, host = each["Name"], each["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert host["Memory"] > 0, name
        assert host["PidsLimit"] > 0, name
        assert each["Config"]["User"].partition(":")[0] not in {"", "0", "root"}, name
        if each["State"]["Running"]:
            processes = running.docker("top", each["Id"], "-eo", "pid,uid").splitlines()[1:]
            assert processes, name
            assert "0" not in {process.split()[1] for process in processes}, name


def test_only_this_machine_reaches_it(running: Composed) -> None:
    """Two ports are open, to this machine only: neither Kafka nor PostgreSQL has one."""
    open_to: dict[str, set[str]] = {}
    for each in running.containers():
        bound: Any = each["HostConfig"]["PortBindings"] or {}
        for where in (place for places in bound.values() for place in places):
            open_to.setdefault(each["Config"]["Labels"]["com.docker.compose.service"], set()).add(where["HostIp"])
    assert open_to == {"proxy": {"127.0.0.1"}, "prometheus": {"127.0.0.1"}}


def test_the_image_has_no_tools_and_no_secrets(running: Composed) -> None:
    """The image holds no installer, nothing of the tests or of this folder's secrets, and code that cannot change."""
    image = f"koploper:{running.environment['KOPLOPER_VERSION']}"
    shell = ["run", "--rm", "--entrypoint", "sh", image, "-c"]
    listed = running.docker(*shell, "ls -A /srv/koploper /srv/koploper/deploy /opt/koploper/bin").split()
    assert not {"pip", "pip3", "tests", "secrets", ".git", ".env", ".venv"} & set(listed)
    assert {"cli", "services", "shared", "koploper"} <= set(listed)
    assert running.docker(*shell, "find /srv/koploper /opt/koploper -writable ! -type l | head -1; id -u").split() == [
        "10001"
    ]
