"""PostgreSQL is killed while people are at work: they read why, nothing is half-written, and it mends itself."""

import http.client
import re
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookiejar import CookieJar
from itertools import count
from typing import NamedTuple

import psycopg
import pytest

from yuandu.engines.registry.demo.accounts import PASSWORD

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
SENTENCE = "暂时打不开"
SECONDS_TO_MEND = 15
COUNT = count()  # a page that was asked for before may have been kept


class Answer(NamedTuple):
    """What a browser got."""

    status: int
    text: str
    request_id: str


class AsItComes(urllib.request.HTTPRedirectHandler):
    """Shows a redirect in place of following it."""

    def redirect_request(self, *args, **kwargs):
        return None


class Browser:
    """Somebody with a browser, who goes where they are told and no further."""

    def __init__(self, port):
        self.address, self.cookies = f"http://127.0.0.1:{port}", CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), AsItComes()
        )

    def get(self, place, form=None):
        """Ask for a page, or send it a form."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(
                self.address + urllib.parse.quote(place, safe="/?=&"), data, timeout=60
            ) as got:
                return Answer(got.status, got.read().decode(), got.headers["X-Request-Id"])
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers["X-Request-Id"])

    def send(self, place, **fields):
        """Fill in the form of a page and send it."""
        token = TOKEN.search(self.get(place).text)[1]
        return self.get(place, form=fields | {"csrfmiddlewaretoken": token})

    def sign_in(self, username):
        assert self.send("/sign-in/", login=username, password=PASSWORD).status == 302
        return self


@pytest.fixture(scope="module")
def product(installing, inhabited_home, until):
    """A tiny city, up and running; stopped afterwards."""
    home, _link = inhabited_home
    with installing(like=home) as installation:
        group = installation.begin("up")
        until(lambda: "已就绪" in group.stdout.readline())
        reader = threading.Thread(target=group.stdout.read, daemon=True)
        reader.start()
        yield installation
        group.send_signal(signal.SIGINT)
        group.wait(30)


@pytest.fixture
def officer(product):
    return Browser(product.port).sign_in("city")


@pytest.fixture
def stranger(product):
    return Browser(product.port)


@pytest.fixture
def mended(product, until):
    """Wait until a page comes again; from then on every page must."""

    def comes():
        return Browser(product.port).get(f"/registry/schools/?q=x&now={next(COUNT)}").status == 200

    def waited():
        until(comes, seconds=SECONDS_TO_MEND)
        assert [comes() for _each in range(10)] == [True] * 10

    return waited


def kill_the_server(product):
    product.cluster().process().kill()


def kill_a_backend(product):
    """Kill the process that answers somebody: PostgreSQL then ends all others and recovers."""
    with product.connect() as connection:
        [backend] = [
            child
            for child in product.cluster().process().children()
            if child.pid == connection.info.backend_pid
        ]
        backend.kill()


def killed_while_waiting(product, until, *, table, kill, ask, mode="ACCESS EXCLUSIVE"):
    """Have somebody ask for what waits for the table, kill PostgreSQL meanwhile, and return the answer."""
    with (
        ThreadPoolExecutor(1) as pool,
        suppress(psycopg.OperationalError),
        product.connect(owner=True) as holder,
    ):
        holder.execute(f"LOCK TABLE {table} IN {mode} MODE")
        asked = pool.submit(ask)
        until(lambda: holder.execute(WAITING).fetchone()[0])
        kill(product)
    return asked.result(60)


def log_lines(product, request_id):
    lines = (product.home / "log/web.log").read_text().splitlines()
    return [line for line in lines if request_id in line]


@pytest.fixture
def stream(product, officer):
    """The open connection of a live page."""
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in officer.cookies)
    wire = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
    wire.request("GET", "/live/jobs/", headers={"Cookie": cookie})
    yield wire.getresponse()
    wire.close()


def is_done(product, number):
    with product.connect() as connection:
        query = "SELECT status::text FROM procrastinate_jobs WHERE id = %s"
        return connection.execute(query, [number]).fetchone() == ("succeeded",)


def test_open_pages_and_the_worker_go_on_where_they_were(product, stream, until, mended):
    assert stream.readline() == b"event: changed\n"

    kill_a_backend(product)
    mended()
    with product.connect(owner=True) as connection:
        number = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('default', 'jobs.recover', '{\"timestamp\": 0}') RETURNING id"
        ).fetchone()[0]

    assert next(line for line in stream if line.startswith(b"event")) == b"event: changed\n"
    until(lambda: is_done(product, number))


@pytest.mark.parametrize("kill", [kill_the_server, kill_a_backend])
def test_whoever_waits_for_a_page_reads_a_calm_sentence_and_the_log_knows_why(
    product, stranger, until, mended, kill
):
    answer = killed_while_waiting(
        product, until, table="registry_organisationstate", kill=kill,
        ask=lambda: stranger.get(f"/registry/schools/?q={kill.__name__}"),
    )  # fmt: skip

    assert (answer.status, SENTENCE in answer.text, answer.request_id in answer.text) == (503, True, True)
    assert "psycopg" not in answer.text
    [line] = log_lines(product, answer.request_id)
    assert re.search(r"ERROR django\.request \w{12} Service Unavailable: /registry/schools/", line)
    assert "OperationalError" in (product.home / "log/web.log").read_text()
    mended()


def test_of_a_change_that_the_database_did_not_survive_nothing_is_written(product, officer, until, mended):
    with product.connect() as connection:
        school, name = connection.execute(
            "SELECT id, name FROM registry_organisation WHERE level = 'school' ORDER BY path LIMIT 1"
        ).fetchone()
    place = f"/registry/organisations/{school}/change/"
    form = {"name": "改名小学", "kind": "211", "urban_rural": "111", "on": "2022-09-01", "because": "批复"}

    answer = killed_while_waiting(
        product, until, table="activity_fact", kill=kill_the_server, ask=lambda: officer.send(place, **form),
        mode="SHARE",  # the sealer goes on reading, and is not the one that waits
    )  # fmt: skip
    mended()

    assert (answer.status, SENTENCE in answer.text) == (503, True)
    assert traces(product, school) == {"name": [name], "states": 0, "facts": 0}
    assert officer.send(place, **form).status == 302  # the same form, without signing in again
    assert traces(product, school) == {"name": ["改名小学"], "states": 1, "facts": 1}


def traces(product, school):
    """What a change of the school's name leaves behind."""
    with product.connect(owner=True) as connection:
        names = connection.execute("SELECT name FROM registry_organisation WHERE id = %s", [school])
        states = connection.execute(
            "SELECT count(*) FROM registry_organisationstate WHERE organisation_id = %s AND name = '改名小学'",
            [school],
        )
        facts = connection.execute(
            "SELECT count(*) FROM activity_fact WHERE verb = 'registry.changed' AND about = %s",
            [f"registry.Organisation:{school}"],
        )
        return {
            "name": [name for (name,) in names],
            "states": states.fetchone()[0],
            "facts": facts.fetchone()[0],
        }


def test_in_a_crowd_everybody_gets_an_answer_and_a_failed_one_can_be_looked_up(product, until, mended):
    over = threading.Event()

    def person():
        browser, answers = Browser(product.port), []
        while not over.is_set():
            answers.append(browser.get(f"/registry/schools/?q=x&now={next(COUNT)}"))
        return answers

    with ThreadPoolExecutor(4) as pool:
        people = [pool.submit(person) for _each in range(4)]
        kill_a_backend(product)
        mended()
        over.set()
        answers = [answer for each in people for answer in each.result(60)]

    assert {answer.status for answer in answers} <= {200, 503}
    failed = [answer for answer in answers if answer.status == 503]
    assert [answer for answer in failed if answer.request_id not in answer.text] == []
    assert [answer for answer in failed if not log_lines(product, answer.request_id)] == []
