"""The whole as Prometheus sees it, and that dashboard, alerts and documents speak of nothing else."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from cli import system
from shared.testing.running import by
from tests.integration.submissions import KETENSTAGE

ROOT: Final = Path(__file__).parents[2]
PROMETHEUS: Final = ROOT / "deploy" / "prometheus"
DASHBOARD: Final = json.loads((ROOT / "deploy" / "grafana" / "koploper.json").read_text(encoding="utf-8"))
OPERATIONS: Final = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
RULES: Final = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
EXPRESSIONS: Final = [
    *(pytest.param(rule["expr"], id=rule["alert"]) for rule in RULES),
    *(
        pytest.param(target["expr"], id=panel["title"].replace(" ", "-"))
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
    ),
]
OF_PROMETHEUS: Final = {"instance", "job"}
"""Labels that it gives to what it reads."""

GROUPING: Final = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
SELECTOR: Final = re.compile(r"(?<![\w:.])([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?(?!\s*\(|[\w:])")
MATCHER: Final = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"')
WORDS: Final = {"and", "or", "unless", "bool", "offset"}


def asked(expression: str) -> tuple[dict[str, set[str]], set[str]]:
    """The metrics an expression names, with the labels it selects by; and the labels it groups by.

    What is left when groupings, ranges and functions are taken out of PromQL are its selectors.
    """
    grouped = {label.strip() for found in GROUPING.findall(expression) for label in found.split(",")}
    bare = re.sub(r"\[[^\]]*\]", "", GROUPING.sub("", expression))
    metrics: dict[str, set[str]] = {}
    for name, matchers in SELECTOR.findall(bare):
        if name not in WORDS:
            metrics.setdefault(name, set()).update(MATCHER.findall(matchers))
    return metrics, grouped


def test_what_an_expression_asks_for() -> None:
    """Functions, groupings, ranges, numbers and words are not taken for metrics; metrics are."""
    told = asked(
        'histogram_quantile(0.99, sum by (le, a) (rate(x_bucket{b="1 and y", c!="d"}[5m]))) > 1e3 and on() z == 0'
    )
    assert told == ({"x_bucket": {"b", "c"}, "z": set()}, {"le", "a", ""})


@asynccontextmanager
async def used(data: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The whole system, in which something was done and something refused."""
    async with system.running(data) as whole:
        transport = httpx.ASGITransport(whole.http)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await client.post("/intake/v1/initiatives", json=KETENSTAGE, headers=by("submitter"))
            await client.post("/intake/v1/initiatives", json=KETENSTAGE, headers=by("adviser"))
            yield client


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with used(tmp_path) as client:
        yield client


async def scrape(data: Path) -> str:
    async with used(data) as client:
        return (await client.get("/metrics")).text


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The series of a real scrape: their names, with the labels they have."""
    text = asyncio.run(scrape(tmp_path_factory.mktemp("koploper")))
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_asked_for_is_there(scraped: dict[str, set[str]], expression: str) -> None:
    """Every metric in the dashboard and the alerts, and every label they choose or group by, is in a real scrape."""
    metrics, grouped = asked(expression)
    assert metrics
    assert set(metrics) - set(scraped) == set()
    for metric, labels in metrics.items():
        assert labels - scraped[metric] == set()
    there = set().union(*(scraped[metric] for metric in metrics))
    assert grouped - there - OF_PROMETHEUS - {""} == set()


def test_the_variables_of_the_dashboard(scraped: dict[str, set[str]]) -> None:
    """The list of services is read of a metric and a label that are there."""
    query = next(each["query"] for each in DASHBOARD["templating"]["list"] if each["name"] == "service")
    found = re.fullmatch(r"label_values\((\w+), (\w+)\)", query)
    assert found
    assert found[2] in scraped[found[1]]


def family(series: str) -> str:
    return re.sub(r"_(bucket|sum|count)$", "", series)


def test_all_that_is_told_is_explained(scraped: dict[str, set[str]]) -> None:
    """Each metric of ours has its line in the manual, and the manual speaks of no other."""
    explained = set(re.findall(r"`(koploper_\w+)", OPERATIONS))
    assert explained == {family(series) for series in scraped if series.startswith("koploper_")}


def anchors() -> Iterator[str]:
    """The anchors of the manual's headings, as they are made of Markdown everywhere."""
    for heading in re.findall(r"^#+ (.+)$", OPERATIONS, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    """It says in a sentence what is wrong and how bad, and leads to a paragraph of the manual that is there."""
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    assert page == "docs/operations.md"
    assert anchor in set(anchors())
    assert rule["annotations"]["summary"]
    assert rule["labels"]["severity"] in {"page", "warn"}


def test_prometheus_reads_every_service() -> None:
    """Its settings name all five services and our rules, and leave the label `service` to the metrics."""
    (settings,) = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in PROMETHEUS.glob("prometheus.y*ml"))
    (job,) = settings["scrape_configs"]
    (found_by,) = job["dns_sd_configs"]
    assert set(found_by["names"]) == set(system.SERVICES)
    assert [(PROMETHEUS / name).is_file() for name in settings["rule_files"]] == [True]
    assert "service" not in {each.get("target_label") for each in job.get("relabel_configs", [])}


async def test_the_address(client: httpx.AsyncClient) -> None:
    """It answers whoever is on this machine, without an actor, in the format that is asked for."""
    plain = await client.get("/metrics")
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    modern = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert modern.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert modern.text.endswith("# EOF\n")
    head = await client.head("/metrics")
    assert (head.status_code, head.content) == (200, b"")
    assert (await client.get("/metrics", headers={"Host": "koploper.example"})).status_code == 400
    document = await client.get("/events/v1/openapi.json")
    assert "metrics" not in " ".join(document.json()["paths"])


async def test_answers_are_counted_by_class(client: httpx.AsyncClient) -> None:
    """What was done, and what was refused, by the service that answered."""
    text = (await client.get("/metrics")).text
    told = dict(re.findall(r'koploper_http_requests_total\{service="intake",status="(\dxx)"\} ([\d.]+)', text))
    assert float(told["2xx"]) >= 1
    assert float(told["4xx"]) >= 1
    assert 'koploper_refusals_total{rule="role-may-not",service="intake"}' in text


def timed(text: str, service: str) -> dict[tuple[str, str, str], float]:
    """How many answers of a service were timed, by method, route and class of status."""
    found = re.findall(r"^koploper_http_request_seconds_count\{(.*)\} ([\d.]+)$", text, re.MULTILINE)
    series = [(dict(re.findall(r'(\w+)="([^"]*)"', labels)), float(count)) for labels, count in found]
    return {
        (each["method"], each["route"], each["status"]): count for each, count in series if each["service"] == service
    }


async def test_answers_are_timed_by_their_declared_address(client: httpx.AsyncClient) -> None:
    """As the service's OpenAPI has it: no id and nothing that a client made up becomes a label; HEAD is as GET."""
    made = "0190d0de-0000-7000-8000-00000000abcd"
    for method in ("GET", "HEAD", "INVENT"):
        await client.request(method, f"/intake/v1/initiatives/{made}", headers=by("adviser"))
    await client.get("/intake/v1/made-up")
    text = (await client.get("/metrics")).text
    now = timed(text, "intake")
    for key in (
        ("POST", "/initiatives", "2xx"),
        ("POST", "/initiatives", "4xx"),
        ("GET", "/initiatives/{id}", "4xx"),
        ("HEAD", "/initiatives/{id}", "4xx"),
        ("GET", "(nowhere)", "4xx"),
    ):
        assert now[key] >= 1
    assert any(method == "other" for method, _, _ in now)
    assert not any(word in text for word in (made, "made-up", "INVENT"))
