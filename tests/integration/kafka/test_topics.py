"""`koploper topics` and `koploper lag` on a broker that lets everybody in."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from typer.testing import CliRunner

from cli.cannot import CannotRun
from cli.kafka.commands import FILE
from cli.main import app
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import Message
from shared.bus.settings import KafkaSettings
from shared.testing.until import PATIENCE, until

PREFIX = "koploper.topics-test-"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The list of topics, all by another name, so that this test has them to itself."""
    text = FILE.read_text().replace("koploper.", f"{PREFIX}{tmp_path.parent.name}-{tmp_path.name}.")
    (tmp_path / "topics.yaml").write_text(text)
    return tmp_path / "topics.yaml"


def make(kafka: str, topic: NewTopic) -> None:
    """A topic that somebody made by hand, once the broker tells of all its partitions: it answers before it does."""
    admin = AdminClient({"bootstrap.servers": kafka})
    admin.create_topics([topic])[topic.topic].result()
    deadline = time.monotonic() + PATIENCE
    while len(admin.list_topics(topic.topic).topics[topic.topic].partitions) != topic.num_partitions:
        assert time.monotonic() < deadline, f"{topic.topic} did not come"


def run(*words: str) -> tuple[int, Any]:
    """How a command ended, and what it said for machines."""
    ended = CliRunner(env={"KOPLOPER_TAAL": "en"}).invoke(app, [*words, "--json"])
    if isinstance(ended.exception, CannotRun):
        return 2, str(ended.exception)
    return ended.exit_code, json.loads(ended.stdout)


def test_plan_tells_and_apply_makes(kafka: str, file: Path) -> None:
    """Plan finds six topics lacking and ends with 1, apply makes them, and then plan ends with 0."""
    where = ("--kafka", kafka, "--file", str(file))
    code, told = run("topics", "plan", *where)
    assert code == 1
    assert [each["kind"] for each in told["differences"]] == ["make"] * 6
    assert run("topics", "apply", *where)[0] == 0
    assert run("topics", "plan", *where) == (0, {"differences": [], "guarded": False})


def test_a_setting_that_differs_is_mended(kafka: str, file: Path) -> None:
    """A topic that would forget its facts is seen, and set right."""
    where = ("--kafka", kafka, "--file", str(file))
    wanted = yaml.safe_load(file.read_text())
    forgetful = wanted["services"]["intake"]["writes"][0]
    make(kafka, NewTopic(forgetful, 12, 1, config={"retention.ms": "1000"}))
    told = run("topics", "plan", *where)[1]["differences"]
    assert f"{forgetful} retention.ms" in {each["what"] for each in told if each["kind"] == "configure"}
    assert run("topics", "apply", *where)[0] == 0
    assert run("topics", "plan", *where)[0] == 0


def test_another_number_of_partitions_is_refused(kafka: str, file: Path) -> None:
    """Partitions stay as they are for ever: apply changes nothing, and says why."""
    where = ("--kafka", kafka, "--file", str(file))
    wanted = yaml.safe_load(file.read_text())
    small = wanted["services"]["intake"]["writes"][0]
    make(kafka, NewTopic(small, 3, 1))
    assert {"kind": "cannot", "what": f"{small} partitions", "now": "3", "wanted": "12"} in run(
        "topics", "plan", *where
    )[1]["differences"]
    code, said = run("topics", "apply", *where)
    assert code == 2
    assert "12 partitions for ever" in said
    assert len(run("topics", "plan", *where)[1]["differences"]) >= 6


def test_where_nobody_answers_is_said() -> None:
    """A broker that is not there ends the command with 2 and a sentence."""
    code, said = run("topics", "plan", "--kafka", "127.0.0.1:1")
    assert code == 2
    assert "127.0.0.1:1" in said


@pytest.fixture
def reader(file: Path) -> tuple[str, str]:
    """A group that is this test's alone, and the topic it reads."""
    group = f"{file.parent.parent.name}-{file.parent.name}-assessment"
    file.write_text(file.read_text().replace("  assessment:", f"  {group}:"))
    return group, yaml.safe_load(file.read_text())["services"]["intake"]["writes"][0]


async def test_lag_counts_what_is_not_handled(kafka: str, file: Path, reader: tuple[str, str]) -> None:
    """Three facts nobody has read are a lag of three for each reader; when one has read them, of none for it."""
    where = ("--kafka", kafka, "--file", str(file))
    group, topic = reader
    assert run("topics", "apply", *where)[0] == 0
    got: list[bytes] = []

    async def receive(batch: Any) -> None:
        got.extend(each.body for each in batch)

    bus = KafkaBus(KafkaSettings(url=kafka, session_seconds=1), "test")
    await bus.publish(topic, [Message("a", b"1"), Message("b", b"2"), Message("c", b"3")])
    assert run("lag", *where)[1]["services"][group] == 3
    bus.subscribe(group, [topic], receive)
    await bus.start()
    await until(lambda: len(got) == 3)
    await bus.stop()
    told = run("lag", *where)[1]
    assert told["services"][group] == 0
    assert told["lag"] >= 3
    assert sum(each["committed"] for each in told["partitions"] if each["service"] == group) == 3
