"""Alerts of runs under Airflow, received by a chat's webhook and a mail server on this machine."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.integration import newsroom
from tests.integration.certificates import one_certificate
from tests.integration.chat import SECRET, Chat
from tests.integration.ports import free_port

pytestmark = pytest.mark.slow
HOSTILE = "<!channel> `@here` {{ 7 * 7 }} ${x} *b* &amp;.ndjson"
BODY = "The ferry between the two quays of Lowmere runs again from Monday, its keeper says."
SCRIPT = """
import importlib, os, settings
from dags.environment import airflow_environment, prepare_metadata
os.environ.update(airflow_environment(settings.load().home))
prepare_metadata()
for name in {dags!r}:
    print("RUN", name, importlib.import_module("dags." + name).pipeline.test().state, flush=True)
"""


def mail_server(mails, **options):
    """Start a mail server that puts what it gets into `mails`."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Message

    class Keep(Message):
        def handle_message(self, message):
            mails.append(message)

    server = Controller(Keep(), hostname="127.0.0.1", port=free_port(), **options)
    server.start()
    return server


@pytest.fixture(scope="module")
def post():
    """A mail server; `mails` is what it got."""
    mails = []
    server = mail_server(mails)
    yield SimpleNamespace(mails=mails, port=server.port)
    server.stop()


def article(number, body=BODY, **columns):
    return json.dumps({"url": f"https://courier.example/{number}", "headline": "<!here> Ferry", "articleBody": body,
                       "datePublished": "2025-05-04T10:00:00Z", "inLanguage": "en", **columns})  # fmt: skip


def ran(folder, hook, mail_port, *dags, alerts="", mail=None, **variables):
    """Run DAGs over what lies in `folder` and return their output; `mail` differs from a connection without TLS."""
    config = folder / "my.toml"
    config.write_text(
        f'[alerts]\nslack_webhook_connection = "chat"\nemail_to = ["desk@courier.example"]\n{alerts}\n'
        '[[article_source]]\nname = "wire"\nkind = "ndjson"\nlocation = "wire/*.ndjson"\n'
        '[[page_view_source]]\nname = "web"\nlocation = "not/there"\n'
    )
    env = newsroom.environment(folder / "home", config)
    env["AIRFLOW_CONN_CHAT"] = json.dumps({"conn_type": "slackwebhook", "password": hook})
    extra = {"from_email": "newslake@courier.example", "disable_ssl": True, "disable_tls": True, "retry_limit": 0}
    plain = {"conn_type": "smtp", "host": "127.0.0.1", "port": mail_port, "extra": extra}
    env |= {"AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(plain | (mail or {})), **variables}
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(dags=dags)], cwd=newsroom.ROOT, env=env, check=False,
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory, post):
    """Articles with errors, then page views that are not where the settings say: two runs, two messages."""
    folder, chat = tmp_path_factory.mktemp("told"), Chat()
    (folder / "wire").mkdir()
    short = article(2, "Too short.", author="Ada Ferry, ada@courier.example")
    (folder / "wire" / HOSTILE).write_text("\n".join([article(1), short]))
    output = ran(folder, chat.hook, post.port, "ingest_articles", "ingest_page_views")
    yield SimpleNamespace(output=output, chats=chat.received, mails=list(post.mails), home=folder / "home")
    chat.shutdown()


def test_each_run_tells_once(told):
    assert "RUN ingest_articles success" in told.output, told.output[-5000:]
    assert "RUN ingest_page_views failed" in told.output
    assert len(told.chats) == 2, told.output[-5000:]
    assert [mail["Subject"] for mail in told.mails][1] == "Newslake: ingest_page_views failed"
    assert len(told.mails) == 2


def test_a_check_that_was_not_kept_is_told_of_with_all_that_one_needs(told):
    (path, message), _ = told.chats
    text = message["text"]
    assert path == f"/services/{SECRET}"
    assert "error: `article`, `article_body_length_between`: 1 of 2 rows, input `wire: " in text
    assert "owner `content`" in text
    assert '"min_value": 40' in text
    assert 'observed `{"unexpected_count": 1}`' in text
    assert "Too short" not in text
    assert "Ada" not in text
    link = text.rpartition("<")[2].partition("|")[0]
    assert link.startswith("http://127.0.0.1:8080/newslake/data_docs/ingest_articles/")
    assert (told.home / "data_docs" / link.partition("/data_docs/")[2]).is_file()


def test_text_from_outside_is_only_text(told):
    text = told.chats[0][1]["text"]
    assert "&lt;!channel&gt; '@here' {{ 7 * 7 }} ${x} *b* &amp;amp;.ndjson" in text
    assert "<!" not in text
    html = told.mails[0].get_payload()[0].get_payload(decode=True).decode()
    assert "&lt;!channel&gt; `@here` {{ 7 * 7 }}" in html
    assert told.mails[0]["To"] == "desk@courier.example"
    assert told.mails[0]["From"] == "newslake@courier.example"


def test_a_task_that_failed_is_told_of_in_our_own_words(told):
    text = told.chats[1][1]["text"]
    assert "Task `one_input.read[0]`: `" in text
    assert "not/there" in text
    assert "watch" not in text
    page = told.home / "data_docs" / text.rpartition("<")[2].partition("|")[0].partition("/data_docs/")[2]
    assert "one_input.read[0]" in page.read_text(encoding="utf-8")


def test_no_secret_is_written_anywhere(told):
    assert SECRET not in told.output
    assert not any(SECRET.encode() in file.read_bytes() for file in told.home.rglob("*") if file.is_file())


def test_a_batch_that_was_stopped_is_told_of_and_nobody_listening_stops_nothing(tmp_path):
    """The chat answers with an error, the mail server is not there: the run is what it was, the log says so."""
    chat = Chat()
    chat.status = 500
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "a.ndjson").write_text("no JSON, from 192.0.2.7\n")
    (tmp_path / "wire" / "b.ndjson").write_text(article(1))
    output = ran(tmp_path, chat.hook, free_port(), "ingest_articles", alerts='base_url = "https://lake.example/n/"')
    chat.shutdown()
    assert "RUN ingest_articles failed" in output, output[-5000:]
    assert "alert not delivered by connection 'chat'" in output
    assert "alert not delivered by connection 'smtp_default'" in output
    assert SECRET not in output
    text = chat.received[0][1]["text"]
    assert "Task `one_input.validate[0]`: `wire: a.ndjson: article: source 'wire'" in text
    assert "critical: `article`, `row_count`: 0 rows looked at, input `wire: a.ndjson`" in text
    assert "192.0.2.7" not in text
    assert "<https://lake.example/n/data_docs/ingest_articles/" in text
    with newsroom.connect(tmp_path / "home") as connection:
        assert connection.execute("SELECT url FROM article").fetchall() == [("https://courier.example/1",)]


def test_a_check_of_the_lake_is_told_of_by_a_server_that_asks_for_tls_and_a_password(tmp_path):
    from aiosmtpd.smtp import AuthResult, LoginPassword

    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "a.ndjson").write_text(article(1))
    ran(tmp_path, "http://127.0.0.1:9/none", free_port(), "ingest_articles")
    with newsroom.writing(tmp_path / "home") as connection:
        connection.execute("INSERT INTO lake.article FROM lake.article")
    chat, mails, tries = Chat(), [], []

    def authenticate(_server, _session, _envelope, _mechanism, given):
        tries.append(given)
        return AuthResult(success=given == LoginPassword(b"newslake", SECRET.encode()))

    context, authority = one_certificate("localhost")
    (tmp_path / "authority.pem").write_text(authority)
    server = mail_server(mails, tls_context=context, require_starttls=True, auth_required=True,
                         authenticator=authenticate)  # fmt: skip
    extra = {"from_email": "newslake@courier.example", "disable_ssl": True, "disable_tls": False, "retry_limit": 0,
             "ssl_context": "default"}  # fmt: skip
    mail = {"host": "localhost", "login": "newslake", "password": SECRET, "extra": extra}
    trust = {"SSL_CERT_FILE": str(tmp_path / "authority.pem")}
    output = ran(tmp_path, chat.hook, server.port, "check_lake", mail=mail, **trust)
    server.stop()
    chat.shutdown()
    assert "RUN check_lake success" in output, output[-5000:]
    (told_chat,), (told_mail,) = chat.received, mails
    assert "error: `article`, `key_is_unique`" in told_chat[1]["text"]
    assert told_mail["Subject"].startswith("Newslake: check_lake")
    assert "key_is_unique" in told_mail.get_payload(0).get_payload(decode=True).decode()
    assert len(tries) == 1
    assert SECRET not in output


DELIVER = """
from dags import alerts
from dags.steps.alert import Alert
from dags.steps.data_docs import Run
from settings.sections import Alerts
alert = Alert(Run("a_dag", "run", "2025-05-05T00:00:00+00:00", "content"), ({"task": "t", "says": ""},), (), "http://x/")
alerts.deliver(Alerts(slack_webhook_connection="chat", email_to=["desk@courier.example"]), alert)
print("went on")
"""


def test_an_address_that_cannot_be_is_not_in_the_log(tmp_path):
    env = {**newsroom.environment(tmp_path), "AIRFLOW_HOME": str(tmp_path)}
    env["AIRFLOW_CONN_CHAT"] = json.dumps({"conn_type": "slackwebhook", "password": f"nothttp://{SECRET}"})
    done = subprocess.run([sys.executable, "-c", DELIVER], cwd=newsroom.ROOT, env=env, check=True, capture_output=True,
                          text=True, timeout=60)  # fmt: skip
    output = done.stdout + done.stderr
    assert "alert not delivered by connection 'chat': " in output
    assert "alert not delivered by connection 'smtp_default': " in output
    assert "went on" in output
    assert SECRET not in output
