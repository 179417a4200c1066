"""After a task: the pages of what the gate found, and one message a run to those who are to know.

A run speaks once, at its end. A task that fails leaves a note; the last task that writes the lake, which runs whatever
failed before it, tells of all notes and of the checks that were not kept. Where no such task comes, the failed one
tells of itself. `watch` says nothing: it runs as soon as one task has failed, when others are still at work. None of
this fails a task.
"""

import logging
from typing import TYPE_CHECKING, Any

from dags.callbacks import never_in_the_way

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("newslake.alerts")
SECONDS = 10
"""A chat that does not answer is given up after this long."""


@never_in_the_way
def after_failure(context: Any) -> None:
    """Note the failure; tell of it unless another task will, or already has."""
    task = context["task"]
    if _rule(task) == "one_failed":
        return
    from dags.steps import alert_notes

    settings, run = _settings(), _run(context)
    alert_notes.note_failure(settings, run, context)
    another_tells = any(later.pool == _lake_writer() and _rule(later) == "all_done" for later in _downstream(task))
    # The note of a task that was stopped from outside may come late.
    if not another_tells or alert_notes.has_told(settings, run):
        _speak(settings, run)


@never_in_the_way
def after_end(context: Any) -> None:
    """Tell of what the run noted and found, if the task that ended well was the last that writes the lake."""
    task = context["task"]
    if task.pool == _lake_writer() and not any(later.pool == _lake_writer() for later in _downstream(task)):
        _speak(_settings(), _run(context))


def _speak(settings: Any, run: Any) -> None:
    from dags.steps import alert_notes

    failures = alert_notes.failures(settings, run)
    if not failures and not _may_have_results(settings, run):
        return
    from dags.steps import alert, data_docs

    results = data_docs.run_results(settings, run)
    if not results and not failures:
        return
    page = data_docs.write_run(settings, run, results, failures)
    chosen = settings.alerts
    found = alert.findings(results, chosen.min_severity, alert_notes.input_names(settings, results, failures))
    if not chosen.wanted or not (failures or found) or not alert_notes.claim(settings, run, len(failures), len(found)):
        return
    link = f"{chosen.base_url.rstrip('/')}/data_docs/{page.relative_to(settings.home / 'data_docs').as_posix()}"
    deliver(chosen, alert.Alert(run, tuple(failures), found, link))


def _may_have_results(settings: Any, run: Any) -> bool:
    """Say whether anything of the run passed the gate: all of that is staged. To ask the lake costs half a second."""
    from dags.steps.place import staging_folder
    from dags.task_events import commits_of_task

    return bool(commits_of_task()) or staging_folder(settings, run.run_id).exists()


def deliver(chosen: Any, told: Any) -> None:
    """Send `told` by every way that is chosen; one that fails is logged and leaves the others alone."""
    ways: list[tuple[str, Callable[[Any, Any], None]]] = []
    if chosen.slack_webhook_connection:
        ways.append((f"connection {chosen.slack_webhook_connection!r}", _to_chat))
    if chosen.email_to:
        ways.append((f"connection {chosen.email_connection!r}", _by_mail))
    for name, send in ways:
        try:
            send(chosen, told)
        except Exception as error:  # noqa: BLE001 - a chat or mail server may fail in any way
            # The connection's password may be in the message: an address that cannot be parsed is quoted.
            log.error(  # noqa: TRY400 - nor do those lines of code help an operator
                "alert not delivered by %s: %s: %s; nobody was told that %s: see %s", name, type(error).__name__,
                _redacted(error), told.title, told.link,
            )  # fmt: skip
        else:
            log.info("alert delivered by %s: %s", name, told.title)


def _to_chat(chosen: Any, told: Any) -> None:
    """Post to the webhook. By the hook, since the notifier takes its text for a template."""
    from airflow.providers.slack.hooks.slack_webhook import SlackWebhookHook

    from dags.steps.alert import chat_text

    # The client's own errors name the webhook's address, which is the secret.
    silent = logging.getLogger("newslake.alerts.webhook")
    silent.disabled = True
    hook = SlackWebhookHook(slack_webhook_conn_id=chosen.slack_webhook_connection, timeout=SECONDS, logger=silent)
    hook.send(text=chat_text(told), unfurl_links=False, unfurl_media=False)


def _by_mail(chosen: Any, told: Any) -> None:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    from dags.steps.alert import mail_text

    notifier = SmtpNotifier(
        to=list(chosen.email_to), subject=f"Newslake: {told.title}", html_content=mail_text(told),
        smtp_conn_id=chosen.email_connection,
    )  # fmt: skip
    notifier.notify({})  # and not notifier({}), which would take the text for a template


def _redacted(error: Exception) -> str:
    from airflow.sdk.log import redact

    return str(redact(str(error)))[:300]


def _settings() -> Any:
    from settings import load

    return load()


def _run(context: Any) -> Any:
    from dags.steps.data_docs import Run

    run = context["dag_run"]
    return Run(run.dag_id, run.run_id, run.start_date.isoformat(timespec="seconds"), context["task"].owner)


def _downstream(task: Any) -> list[Any]:
    return [task.dag.get_task(name) for name in task.get_flat_relative_ids(upstream=False)]


def _rule(task: Any) -> str:
    return str(getattr(task.trigger_rule, "value", task.trigger_rule))


def _lake_writer() -> str:
    from dags.assets import LAKE_WRITER

    return LAKE_WRITER


AFTER_TASK: dict[str, Any] = {
    "on_failure_callback": [after_failure], "on_success_callback": [after_end], "on_skipped_callback": [after_end],
}  # fmt: skip
