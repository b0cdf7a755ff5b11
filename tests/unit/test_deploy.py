"""What runs in containers, looked at without Docker: pinned, closed, and without a secret in it."""

import re
import stat
import subprocess
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cli.demo import cast
from tests.e2e import composed

ROOT: Final = Path(__file__).parents[2]
BASE: Final = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
HA: Final = yaml.safe_load((ROOT / "deploy" / "compose.ha.yml").read_text())
OURS: Final = ("intake", "assessment", "review", "publication", "events")
ONCE: Final = {"topics", "demo", "operator"}
"""What does its work and ends."""
PINNED: Final = re.compile(r"[a-z/-]+:(v?\d[\w.-]*|\$\{KOPLOPER_VERSION:-\d[\w.-]*\})")


every_service = pytest.mark.parametrize(("name", "service"), BASE["services"].items(), ids=BASE["services"])


@every_service
def test_a_container_is_closed(name: str, service: dict[str, Any]) -> None:
    """No root, nothing to write on, nothing to become, a limit to what it takes, and a way to see that it is well."""
    assert service["user"].partition(":")[0] not in {"0", "root"}
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert not service.get("privileged")
    if name in ONCE:
        assert service["healthcheck"] == {"disable": True}
    elif name not in OURS:  # the image of ours says how
        assert service["healthcheck"]["test"]


@every_service
def test_a_version_is_pinned(name: str, service: dict[str, Any]) -> None:
    """Every image says which version it is."""
    assert PINNED.fullmatch(service["image"]), name


def test_dockerfiles_start_from_pinned_images() -> None:
    """So does what ours are made of, and the tests get exactly these."""
    begun = {
        line.split()[1]
        for file in (ROOT / "deploy").rglob("Dockerfile")
        for line in file.read_text().splitlines()
        if line.startswith("FROM ")
    }
    assert all(PINNED.fullmatch(each) for each in begun)
    bought = {each["image"] for each in BASE["services"].values() if not each["image"].startswith("koploper")}
    assert bought | begun == set(composed.IMAGES)


@pytest.mark.parametrize("service", OURS)
def test_a_restored_store_finds_the_ledger(service: str) -> None:
    """Whoever catches up with the ledger is told where it is and has a token for it; the ledger itself does not."""
    told = BASE["services"][service]
    address, token = (told["environment"].get(f"KOPLOPER_LEDGER_{name}") for name in ("URL", "TOKEN_FILE"))
    if service == "events":
        assert (address, token) == (None, None)
    else:
        assert address == "http://events:8000"
        assert token == "/run/secrets/ledger"
        assert set(told["networks"]) >= set(BASE["services"]["events"]["networks"])


def test_the_image_has_the_tools_of_the_stores_version() -> None:
    """What keeps a store is of the version that holds it, and comes with nothing that it can do without."""
    (server,) = {each["image"] for each in BASE["services"].values() if each["image"].startswith("postgres:")}
    installed = re.findall(r"apt-get install (.*) >", (ROOT / "deploy" / "Dockerfile").read_text())
    assert [each.split()[-1] for each in installed] == [f"postgresql-client-{server.partition(':')[2]}"]
    assert all("--no-install-recommends" in each for each in installed)


@every_service
def test_only_this_machine_is_let_in(name: str, service: dict[str, Any]) -> None:
    """What is published is published to loopback, and neither Kafka nor PostgreSQL is."""
    ports = service.get("ports", [])
    assert all(each.startswith("127.0.0.1:") for each in ports)
    assert bool(ports) == (name in {"proxy", "prometheus"})


@pytest.mark.parametrize("service", OURS)
def test_a_service_has_its_own_store_and_principal(service: str) -> None:
    """Each is told of its own database and its own name at Kafka, with passwords from files that no other gets."""
    told = BASE["services"][service]
    assert told["command"] == ["serve", service]
    assert told["environment"]["KOPLOPER_STORE_URL"] == f"postgresql://{service}@postgres:5432/{service}"
    assert told["environment"]["KOPLOPER_KAFKA_USER"] == service
    ledger = set() if service == "events" else {"ledger"}
    got = {each if isinstance(each, str) else each["source"] for each in told["secrets"]}
    assert got == {f"{service}-store", f"{service}-kafka", "tokens"} | ledger
    assert "build" not in told, "one image serves all"


def test_no_secret_is_written_down() -> None:
    """What looks like a password in a setting is the path of a file: of the secrets' folder, or of a volume."""
    for part in (BASE, HA):
        for name, service in part["services"].items():
            kept = tuple(f"{each.split(':')[1]}/" for each in service.get("volumes", []) if isinstance(each, str))
            for setting, value in service.get("environment", {}).items():
                if re.search("PASSWORD|TOKEN|SECRET|KEY", setting):
                    assert str(value).startswith(("/run/secrets/", *kept)), (name, setting)
    for name, each in BASE["secrets"].items():
        assert re.fullmatch(rf"\$\{{KOPLOPER_SECRETS:\?[a-z ]+\}}/{name}(\.toml)?", each["file"])


def test_what_is_doubled_is_what_there_is() -> None:
    """With high availability on, each of the five is there twice, and three brokers agree on who they are."""
    assert {name for name, each in HA["services"].items() if each.get("deploy") == {"replicas": 2}} == set(OURS)
    brokers = {name: each for name, each in HA["services"].items() if name.startswith("kafka")}
    assert len(brokers) == 3
    assert len({each["environment"]["KAFKA_CONTROLLER_QUORUM_VOTERS"] for each in brokers.values()}) == 1
    assert {each["environment"]["KAFKA_MIN_INSYNC_REPLICAS"] for each in brokers.values()} == {"2"}


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """A folder of secrets that was just made."""
    folder = tmp_path / "secrets"
    make(folder)
    return folder


def make(folder: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "KOPLOPER_SECRETS": str(folder)}
    subprocess.run([ROOT / "deploy" / "secrets.sh"], check=True, env=environment)  # noqa: S603 - ours


def test_every_secret_that_is_asked_for_is_made(secrets: Path) -> None:
    """The folder holds what the compose file mounts, long and each its own, behind a door for its owner only."""
    names = {each["file"].rpartition("/")[2] for each in BASE["secrets"].values()}
    assert names <= {path.name for path in secrets.iterdir()}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    passwords = [
        path.read_text() for path in secrets.iterdir() if path.name.endswith(("-store", "-kafka", "postgres", "ledger"))
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in passwords)
    assert len(set(passwords)) == len(passwords)


def test_secrets_are_kept(secrets: Path) -> None:
    """A second time changes none of them; one that was removed is made anew."""
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    make(secrets)
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before
    (secrets / "intake-kafka").unlink()
    make(secrets)
    anew = (secrets / "intake-kafka").read_text()
    assert anew.encode() != before["intake-kafka"]
    assert f'user_intake="{anew}"' in (secrets / "kafka-principals").read_text()


def test_a_service_knows_tokens_by_their_digest_only(secrets: Path) -> None:
    """What services read names a digest per person; the tokens themselves are in the other file."""
    people = tomllib.loads((secrets / "people.toml").read_text())
    tokens = tomllib.loads((secrets / "tokens.toml").read_text())
    ledger = {sha256((secrets / "ledger").read_bytes()).hexdigest(): "auditor;id=0190d0de-0000-7000-8000-0000000003e8"}
    assert {sha256(token.encode()).hexdigest(): who for who, token in people.items()} | ledger == tokens
    assert len(set(people.values())) == len(people)


def test_everybody_of_the_demo_has_a_token(secrets: Path) -> None:
    """The demo set can be played by its own people."""
    people = tomllib.loads((secrets / "people.toml").read_text())
    acting = [each for each in cast.people() if each != cast.OPERATOR]  # who is there for the one who looks
    assert {str(each) for each in acting} <= set(people)
