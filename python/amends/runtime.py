"""The runtime as Python sees it: open a file, run cases, answer tasks."""

from __future__ import annotations

import atexit
import json
import os
import weakref
from datetime import datetime
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Literal, Mapping, Sequence

from .batch import Batch, Rejected, RowSource, Submitted, native_rows
from .case import Case
from .decisions import Decision, decision_of
from .errors import AlreadyExists, AmendsError, InvalidArgument, Refused, StageError
from .failures import failures_of
from .follow import Event, follow
from .installed import installation
from .outbox import Delivered, Handlers, Outbox, handlers_of
from .plugins import choose
from .progress import Progress, show_progress
from .reads import Read, Reads
from .stage import Stage
from .tables import Table, table, tables
from .tasks import Shown, Task, Tasks
from .views.desk import WorkflowView, runtime_line
from .views.language import default_language
from .views.view import mimebundle

if TYPE_CHECKING:
    from .builder import Workflow

__all__ = ["Runtime", "installation", "open", "restore"]

_LEVELS = {0: 10, 1: 20, 2: 30, 3: 40}  # of the engine to those of logging, which is imported with the first line (5 of the 50 ms that an import may take)
_STATUSES = ("running", "waiting", "parked", "suspended", "finished", "cancelled", "stranded")
_ATTRIBUTES = ("case_status", "kind", "institution", "channel", "complaint", "nature", "severity", "complexity", "route", "safety", "due", "breached", "reason", "calendar_missing")
_WAIT_S = 0.25  # so that Ctrl-C and `stop` are seen
_open_runtimes: "weakref.WeakSet[Runtime]" = weakref.WeakSet()


class Runtime:
    """An open database with its packs and plugins. Use as a context manager; one process writes at a time, and takes the acts of others while it works (:func:`open`)."""

    def __init__(self, engine: Any, *, by: str, role: str, purpose: str | None, language: str, entry_points: Sequence[dict[str, Any]] = ()) -> None:
        self._engine = engine
        self._entry_points = tuple(entry_points)
        self.by = by
        self.role = role
        self.purpose = purpose
        self._default_language = language
        self._closed = False
        self._view = engine.view()
        self._file = ""  # its name, for people
        _open_runtimes.add(self)

    # life
    def close(self) -> None:
        """Ends the runtime; the file can be opened by another process when calls under way on other threads have ended. Safe to call twice."""
        self._end(wait=False)

    def _end(self, wait: bool) -> None:
        if not self._closed:
            self._closed = True
            self._drain_log()
            self._engine.close(wait)

    def __enter__(self) -> "Runtime":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _drain_log(self) -> None:
        for level, case_id, text in self._engine.take_log():
            import logging

            logging.getLogger("amends").log(_LEVELS.get(level, logging.INFO), text, extra={"case_id": case_id})

    def _language(self, language: str | None) -> str:
        return default_language(language or self._default_language)

    @property
    def sees_texts(self) -> bool:
        """Whether this role may read free text and names; the table of roles is the engine's (an unknown role sees the least). Such a role gives a purpose."""
        return bool(self._view["texts"])

    @property
    def sees_restricted(self) -> bool:
        """Whether this role may read what is restricted to the staff of the case: portrait, psychology, plan of a talk. Who is called in for a person's safety may not."""
        return bool(self._view["restricted"])

    # workflows and cases
    def deploy(self, workflow: "Workflow | str | os.PathLike[str]") -> str:
        """Loads and checks a workflow: one that was built in Python, a folder with workflow.yaml, or the name of a shipped one. Returns its name.

        Raises SchemaError (with line and column, or with step and field), NotFound (a stage or form that nothing offers), PackMissing.
        """
        from .builder import Workflow

        if isinstance(workflow, Workflow):
            return workflow._deploy(self)
        return str(self._engine.deploy(os.fspath(workflow)))

    def decide(self, table: str, inputs: Mapping[str, Any], *, explain: bool = False, language: str | None = None) -> Decision:
        """One decision by a table of this runtime's packs, ``"tables/severity#amount_points"``, or of a file, as :func:`amends.decide`; nothing is written."""
        language = self._language(language)
        return decision_of(self._engine.decide(table, dict(inputs), explain, language), language)

    def submit(self, workflow: str, row: Mapping[str, Any], *, at_received: bool = False, mapping: str = "", institution: str = "") -> Submitted:
        """Opens one case and runs it until it waits or ends; durable when this returns.

        ``row`` is a case record, a shared case file's content, a raw message ``{channel, at, sender, body}`` or a row of columns.
        ``at_received``: the turn happens at ``channel.received_at`` instead of now.
        """
        try:
            return Submitted(**self._engine.submit(workflow, row, at_received, mapping, institution))
        finally:
            self._drain_log()

    def submit_many(
        self,
        workflow: str,
        rows: RowSource,
        *,
        progress: bool | Callable[[Progress], object] | None = None,
        at_received: bool = False,
        mapping: str = "",
        institution: str = "",
    ) -> Batch:
        """Opens many cases, a hundred to a commit, on a second core. Rows that are refused are listed; the rest go on.

        Ctrl-C stops at once: cases that were acknowledged are stored, of the others nothing is, and the same rows can be given again.

        Args:
            rows: an iterable of dicts; a file (``amends.read(path)``, or its path); or a table with ``__arrow_c_stream__``: of polars, pyarrow, pandas, DuckDB. A table
                is read column by column without a Python object a row. Its instants need a zone; a sum is a whole number or text (``300``, ``"300.50"``).
            progress: ``None``: a line on a terminal, an updated line in a notebook, else nothing. ``False``: nothing. A callable: called with :class:`Progress`.
            at_received, mapping, institution: as in :meth:`submit`.

        Raises NotFound, BadType (a column that no record can hold), what ``rows`` itself raises, KeyboardInterrupt.
        """
        source, mapping, total = native_rows(self._engine, rows, mapping, institution)
        shown = show_progress(progress, total)
        try:
            cases, rejected = self._engine.submit_many(workflow, source, at_received, mapping, institution, shown)
        finally:
            if shown is not None:
                shown.end()
            self._drain_log()
        return Batch(tuple(Submitted(**one) for one in cases), tuple(Rejected(**one) for one in rejected))

    def case(self, case_id: str) -> Case:
        """One case. Raises NotFound. What it shows follows the role; the first look at its texts is recorded (:class:`Case`)."""
        return Case(self, case_id)

    def reads(self, *, case: str = "", limit: int = 1000) -> Reads:
        """Who read what, when and why: the newest ``limit`` rows, the oldest first, of one case or of all. Itself recorded. Raises Refused for a role that reads no texts."""
        return Reads(Read(**row) for row in self._engine.reads(case, limit))

    def export_masked(self, case: Case | str, path: str | os.PathLike[str] | None = None) -> dict[str, Any]:
        """A copy of a case that is fit to send: no free text, no names (pseudonyms that hold within the copy), nothing of class P3 or P4. It says what was taken out.

        ``path``: where it is written as well, as JSON, or as a page when the name ends in ``.html``. Recorded as a read. Raises AlreadyExists when there is such a file.
        """
        case_id = case.id if isinstance(case, Case) else case
        if path is not None:
            self._engine.check_output(os.fspath(path))
        if path is not None and os.path.lexists(path):
            raise AlreadyExists("there is a file of this name already; name a new one", os.fspath(path))
        copy = dict(self._engine.export_masked(case_id))
        if path is not None:
            page = os.fspath(path).endswith(".html")
            from pathlib import Path

            Path(path).write_text(self._engine.masked_html(copy) if page else json.dumps(copy, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return copy

    def cases(
        self,
        *,
        status: str = "",
        workflow: str = "",
        clock: Literal["", "running", "breached"] = "",
        due_before: str | datetime | None = None,
        limit: int = 100,
        offset: int = 0,
        **attributes: str,
    ) -> list[dict[str, Any]]:
        """Rows of cases, the newest first.

        Args:
            status: ``running``, ``waiting``, ``parked``, ``finished``, ``cancelled``, ``stranded``.
            clock: ``running``: some clock of the case runs; ``breached``: one is past due. ``breached="decide"`` as an attribute names which.
            due_before: cases whose next running clock is due before this instant (RFC 3339, or a datetime with a zone).
            attributes: what lists filter by: ``severity="S3"``, ``nature="fee_interest"``, ``route="6"``, ``channel=``, ``institution=``, ``complexity=``.

        Raises InvalidArgument for another clock, status or attribute, SchemaError for an instant without a zone.
        """
        for given, known, what in (([status] if status else [], _STATUSES, "status"), (attributes, _ATTRIBUTES, "attribute to filter by")):
            for name in given:
                if name not in known:
                    raise InvalidArgument(f"there is no {what} {name!r}; there are {', '.join(known)}")
        has = {"": [], "running": ["due"], "breached": ["breached"]}.get(clock)
        if has is None:
            raise InvalidArgument(f"clock is 'running' or 'breached', not {clock!r}")
        before = due_before.isoformat() if isinstance(due_before, datetime) else due_before
        return list(self._engine.cases(status, workflow, {name: str(value) for name, value in attributes.items()}, has, before, limit, offset))

    def follow(self, after: int | None = None, *, timeout: float | None = None) -> Iterator[Event]:
        """Events of all cases as they become durable, in order; also those that another process writes (open it with ``read_only=True``).

        Headers only: who did what to which case and when. :meth:`Event.payload` reads what was said, for those who may.

        Args:
            after: :attr:`Event.n` of the last event that is known; ``0`` from the first on, ``None`` what comes from now on.
            timeout: seconds without a new event after which it ends; ``None``: until the runtime is closed. Ctrl-C ends it at once.

        Raises StateError without a database.

            for event in rt.follow(timeout=60):
                print(event.at, event.case_id, event.kind, event.actor)
        """
        return follow(self, self._engine.newest_event() if after is None else after, timeout)

    # tables: pseudonymised, whatever the role (amends/tables.py)
    def table(self, name: str, *, since: Any = None, until: Any = None) -> Table:
        """A table by name: events, cases, clocks, findings, tasks, demands, status, open_daily, objects, object_links, event_links. Speaks Arrow."""
        return table(self, name, since=since, until=until)

    def tables(self, *names: str, since: Any = None, until: Any = None) -> tuple[Table, ...]:
        """Several tables, made in one pass over the file."""
        return tables(self, *names, since=since, until=until)

    def events(self) -> Table:
        """One row an event: headers, no payloads."""
        return table(self, "events")

    def cases_table(self) -> Table:
        """One row a case, as it stands."""
        return table(self, "cases")

    def clocks(self) -> Table:
        """One row a clock."""
        return table(self, "clocks")

    def findings(self) -> Table:
        """One row a finding of each stage's newest run, without its text."""
        return table(self, "findings")

    def open_daily(self, since: Any = None, until: Any = None) -> Table:
        """One row a case and local day at whose end it was open. ``since``, ``until``: dates or ``"2026-03-02"``, both included."""
        return table(self, "open_daily", since=since, until=until)

    def export(self, path: str | os.PathLike[str], *, format: str | None = None, **options: Any) -> Any:
        """Writes Parquet, CSV, SQLite, OCEL 2.0, XES or the sixteen CFPB columns (``amends.exports``); pseudonymised like the tables. Says what it wrote."""
        from .exports import export

        return export(self, path, format=format, **options)

    def pseudonym(self, staff_id: str) -> str:
        """The pseudonym that tables of this file have for a person on the staff, for who knows the id. Raises Refused for a role that reads no texts."""
        if not self.sees_texts:
            raise Refused("whose pseudonym it is, tells a name; open the runtime with role='supervisor' or 'handler' and a purpose")
        return str(self._engine.pseudonym(staff_id))

    # people and the outside
    def _actor(self, by: str | None, role: str | None) -> tuple[str, str]:
        """Who acts: only what is left out is as the runtime was opened. An empty name is nobody, not its opener."""
        for name, given in (("by", by), ("role", role)):
            if given is not None and not given.strip():
                raise Refused(f"this act needs a named person, and {name}= is empty; give it, or leave it out to act as {self.by or 'the one who opened the runtime'}")
        return self.by if by is None else by, self.role if role is None else role

    def tasks(self, *, case: str = "", role: str = "", status: str = "open", mine: bool = False, by: str | None = None) -> Tasks:
        """Open tasks, the earliest due first. ``mine``: those that ``by`` holds, is named for, or may take for whom they stand in for today."""
        mine_of = self._actor(by, None)[0] if mine else ""
        return Tasks(Task(**row, _runtime=self) for row in self._engine.tasks(case, role, status, mine_of))

    def claim(self, case_id: str, task_id: str, *, by: str | None = None, role: str | None = None, on_behalf_of: str = "", take_over: str = "") -> None:
        """Takes a task: from now on nobody else answers it. Claiming what one holds changes nothing.

        ``take_over``: the reason, where another person holds it or one is no candidate; for a supervisor, or a role that it was escalated to.

        Raises Conflict (another person holds it: the message names them), Refused (role, recused, no candidate, four eyes, safety first), StateError.
        """
        self._engine.claim(case_id, task_id, *self._actor(by, role), on_behalf_of, take_over)

    def release(self, case_id: str, task_id: str, reason: str = "", *, by: str | None = None, role: str | None = None, on_behalf_of: str = "") -> None:
        """Gives a task back to its role. Raises Conflict, StateError, MissingField (who takes it from another person says why)."""
        self._engine.release(case_id, task_id, reason, *self._actor(by, role), on_behalf_of)

    def delegate(self, case_id: str, task_id: str, to: str, *, reason: str, by: str | None = None, role: str | None = None, on_behalf_of: str = "") -> None:
        """Hands a task on to a named person, who holds it then. Both count where one person must not act twice. Raises Conflict, Refused, StateError, MissingField."""
        self._engine.delegate(case_id, task_id, to, reason, *self._actor(by, role), on_behalf_of)

    def recuse(self, case_id: str, task_id: str, *, reason: str, by: str | None = None, role: str | None = None) -> list[str]:
        """Declares a tie to the matter: ``by`` takes no task of the case any more, what they hold or have handed on goes back to its role, their drafts are dropped.

        Returns the ids of the tasks that went back. What they did before stands. Raises StateError (declared already), MissingField, NotFound.
        """
        return list(self._engine.recuse(case_id, task_id, reason, *self._actor(by, role)))

    def save_draft(self, case_id: str, task_id: str, fields: Mapping[str, Any], *, by: str | None = None, role: str | None = None) -> list[str]:
        """Adds fields to the draft of ``by`` for the answer of a task; ``None`` takes a field out. No event: it is dropped when the task is answered or closed.

        Each field is checked as in an answer, what is missing is not. Returns the names of the fields that stand in the draft. Raises BadType, RangeError, SchemaError, Conflict, Refused.
        """
        return list(self._engine.save_draft(case_id, task_id, dict(fields), *self._actor(by, role)))

    def drop_draft(self, case_id: str, task_id: str, *, by: str | None = None, role: str | None = None) -> bool:
        """Takes the draft of ``by`` away; ``False`` when there was none."""
        return bool(self._engine.drop_draft(case_id, task_id, *self._actor(by, role)))

    def drafts(self, case_id: str, task_id: str) -> list[dict[str, Any]]:
        """Drafts of a task: one's own, and all for a supervisor: ``{by, own, stale, form_digest, at, answer, case_id, task_id}``. ``stale``: the form is another one today.

        A read, recorded. Raises Refused for a role that reads no texts, NotFound.
        """
        return list(self._engine.drafts(case_id, task_id))

    def shown(self, case_id: str, task_id: str) -> Shown | None:
        """What the approver of a task decides on now; ``None`` for a task that shows nothing. Raises Refused for a role that reads no texts, NotFound."""
        if not self.sees_texts:
            raise Refused("what an approver is shown holds texts of the case; open the runtime with role='supervisor' or 'handler' and a purpose", case_id)
        view = self._engine.shown(case_id, task_id)
        return None if view is None else Shown(view["case"], view["task"], view["shown"], view["amount"], view["limits"], view["digest"])

    def answer(
        self, case_id: str, task_id: str, answer: Mapping[str, Any], *, by: str | None = None, role: str | None = None, seen: str = "", on_behalf_of: str = "",
        form: str = "",
    ) -> str:
        """Answers a task. ``seen``: the digest of what an approver was shown (:meth:`shown`). ``on_behalf_of``: the person that ``by`` stands in for. ``form``: the digest of the
        form that was filled in (``Task.form_digest``, a draft's); without it today's form alone decides.

        Raises Refused (role, four eyes, recused, no candidate, safety first, an approval that does not hold), Conflict (another person holds it; the form has changed since),
        StateError (answered before, closed), MissingField, BadType.
        """
        return str(self._engine.answer(case_id, task_id, answer, *self._actor(by, role), seen, on_behalf_of, form))

    def message(
        self, name: str, key: str, body: Mapping[str, Any] | None = None, *, id: str = "", keep: str = "", case: Case | str = "", by: str | None = None, role: str | None = None
    ) -> str:
        """Sends a message to the case that waits for it; an id is applied once. Returns the case id.

        Args:
            key: what the waiting step names; for most the case's id.
            keep: how long the case keeps it when no step waits for it yet, ``"5d"``; the first that does gets it. Without it such a message is refused.
            case: the case that keeps it, where the key is not its id.

        Raises NotFound (nobody waits), Conflict (several do), RangeError (the case keeps 100 already), BadType for a ``keep`` that is no duration.
        """
        if case and not keep:
            raise InvalidArgument("case= names who keeps the message, and keep= says how long; give both, or neither", "message")
        keeper = case.id if isinstance(case, Case) else case
        return str(self._engine.message(name, key, {} if body is None else body, id, *self._actor(by, role), keep, keeper))

    def signal(self, name: str, body: Mapping[str, Any] | None = None, *, id: str = "", by: str | None = None, role: str | None = None) -> list[str]:
        """Tells all cases that listen for a signal now; who listens later does not hear it. With an ``id`` it reaches each listening step once.

        Returns the ids of the cases that heard it; nobody is no error.
        """
        return list(self._engine.signal(name, {} if body is None else body, id, *self._actor(by, role)))

    def correct(self, case_id: str, path: str, value: Any, *, reason: str, by: str | None = None, role: str | None = None) -> None:
        """Overrides a reading or a fact; the machine's reading stays beside it."""
        self._engine.correct(case_id, path, value, reason, *self._actor(by, role))

    def extend_clock(
        self, case_id: str, clock: str, *, reason: str, approved_by: str, approver_role: str, notices: Mapping[str, str] | None = None, add: str = "", extension: str = "",
        by: str | None = None, role: str | None = None,
    ) -> None:
        """Lengthens a legal clock as its rule allows.

        ``notices``: who was told and when, ``{"complainant": "2026-03-10T09:00:00+08:00"}``. ``add``: how long, ``"15d"``; else what the rule allows. ``extension``: which one
        of the rule; else its first. The approver is another person than ``by``. Raises Refused with what the rule asks for, Conflict when newer packs make another date.
        """
        self._move_clock(case_id, clock, "extended", reason, notices, by, role, approver=approved_by, approver_role=approver_role, add=add, extension=extension)

    def suspend_clock(
        self, case_id: str, clock: str, *, reason: str, approved_by: str, approver_role: str, notices: Mapping[str, str] | None = None, at: str = "",
        by: str | None = None, role: str | None = None,
    ) -> None:
        """Stops a legal clock for a reason that its rule names. ``at``: when it took effect; else now. Raises Refused, Conflict."""
        self._move_clock(case_id, clock, "suspended", reason, notices, by, role, approver=approved_by, approver_role=approver_role, at=at)

    def resume_clock(self, case_id: str, clock: str, *, at: str = "", by: str | None = None, role: str | None = None) -> None:
        """Lets a suspended clock go on where it stopped. Raises Refused, Conflict."""
        self._move_clock(case_id, clock, "resumed", "", None, by, role, at=at)

    def restart_clock(
        self, case_id: str, clock: str, *, reason: str, notices: Mapping[str, str] | None = None, at: str = "", by: str | None = None, role: str | None = None
    ) -> None:
        """Starts a legal clock anew for a reason that its rule names, from ``at``, the receipt of the new facts. Raises Refused, Conflict."""
        self._move_clock(case_id, clock, "restarted", reason, notices, by, role, at=at)

    def _move_clock(self, case_id: str, clock: str, kind: str, reason: str, notices: Mapping[str, str] | None, by: str | None, role: str | None, **more: str) -> None:
        event: dict[str, Any] = {"kind": kind, "reason": reason, **{name: value for name, value in more.items() if value}}
        event["notices"] = [{"to": to, "at": at} for to, at in (notices or {}).items()]
        self._engine.move_clock(case_id, clock, event, *self._actor(by, role))

    def rebase_clocks(
        self, case_id: str = "", clock: str = "", *, reason: str = "", dry_run: bool = True, by: str | None = None, role: str | None = None
    ) -> list[dict[str, Any]]:
        """Open clocks of which the rule and calendar packs of today make another date, with both counts. Moves them only with ``dry_run=False`` and a ``reason``."""
        return list(self._engine.rebase_clocks(case_id, clock, reason, *self._actor(by, role), dry_run))

    def add_document(self, case_id: str, body: str, *, kind: str = "complaint", by: str | None = None, role: str | None = None) -> None:
        """Adds a document; what read the old text becomes stale."""
        self._engine.add_document(case_id, {"kind": kind, "body": body}, *self._actor(by, role))

    def resume(self, case_id: str, reason: str = "", *, by: str | None = None, role: str | None = None) -> str:
        """Goes on with a suspended or parked case. Returns its status. Raises StateError when it is neither."""
        return str(self._engine.resume(case_id, reason, *self._actor(by, role)))

    def suspend(self, case_id: str, reason: str, *, by: str | None = None, role: str | None = None) -> str:
        """Stops the work on a case until it is resumed. Legal clocks run on; tasks of a person's safety are answered as ever. Returns its status. Raises MissingField, StateError."""
        return str(self._engine.suspend(case_id, reason, *self._actor(by, role)))

    def cancel(self, case_id: str, reason: str, *, by: str | None = None, role: str | None = None) -> None:
        """Ends the work on a case for good. Raises MissingField, Refused while a task of a person's safety is open, StateError."""
        self._engine.cancel(case_id, reason, *self._actor(by, role))

    def retry(
        self, case_id: str, step: str = "", *, reason: str, from_step: str = "", approved_by: str = "", approver_role: str = "", by: str | None = None, role: str | None = None
    ) -> str:
        """Runs a step again: where the case stands, or an earlier one of the same part of the workflow; without ``step`` those at which it is parked. Returns its status.

        ``from_step``: ``"step#visit"``, where the case stands at several. ``approved_by``, ``approver_role``: another person, needed when the way leads over an approval
        that was answered. Raises NotFound, Conflict (several could go; they are named), Refused, StateError, MissingField.
        """
        return str(self._engine.retry(case_id, step, from_step, approved_by, approver_role, reason, *self._actor(by, role)))

    @property
    def outbox(self) -> Outbox:
        """What leaves: messages that wait for their delivery."""
        return Outbox(self)

    def work(self, outbox: Handlers | None = None, *, once: bool = False, stop: Callable[[], bool] | None = None, lease_s: float = 300.0) -> Delivered:
        """Goes on with what was cut, fires timers at their time and hands messages to their handlers, until ``stop()`` is true; ``once``: until there is nothing more to do now.

        ``outbox``: a function of a message, one made with :func:`amends.outbox_handler`, or several; without it messages are left to others. ``stop`` is asked after each
        round, at least every quarter of a second. Ctrl-C ends it: the turn or the handler that runs is the last, and nothing that was acknowledged is lost. Returns what was delivered.
        Meanwhile other processes of this user may open the same file and act: their acts are done here, with this runtime's stages and packs, as by ``amends work``.

        Raises InvalidArgument, Refused (a role that sees no texts delivers none), KeyboardInterrupt.
        """
        handlers = handlers_of(outbox)
        kinds = [kind for handler in handlers for kind in handler.kinds]
        delivered = Delivered()
        self.recover()
        if not once:
            self._engine.open_to_others()
        try:
            while stop is None or not stop():
                fired = self.fire_timers()
                now = self.outbox.deliver(handlers, lease_s=lease_s) if handlers else Delivered()
                delivered += now
                self._drain_log()
                if once and fired == 0 and now.all == 0:
                    break
                if fired == 0 and now.all == 0:
                    self._engine.wait_for_work(_WAIT_S, kinds)
        finally:
            if not once and not self._closed:
                self._engine.close_to_others()
        return delivered

    # time, integrity, stages
    def fire_timers(self, now: str | None = None) -> int:
        """Fires what is due; returns how many timers fired."""
        return int(self._engine.fire_timers(now))

    @property
    def now(self) -> str:
        """The instant of this runtime's clock."""
        return str(self._engine.now())

    @now.setter
    def now(self, instant: str) -> None:
        self._engine.set_now(instant)

    def recover(self) -> int:
        """Goes on with cases whose turn was cut, and with stranded ones that can go on now. Returns how many."""
        return int(self._engine.recover())

    def verify(self, *, against: str | os.PathLike[str] | None = None) -> dict[str, Any]:
        """Re-computes every hash and compares the lists of tasks, timers and attributes with the events: ``{cases, events, faults, list, file_head, reads, reads_head, checkpoints}``.

        ``against``: a file of lines that ``amends checkpoint`` printed and that was kept elsewhere. A file that was cut off at its end, rolled back or written anew is whole in
        itself; against such a line it shows as a fault.

        ``list``: ``{case_id, seq, what, text}`` for each fault, ``text`` in both languages (``{"zh", "en"}``) and ``what`` in English; what is wrong with an event of a case is
        told in English alone.
        """
        return dict(self._engine.verify(None if against is None else os.fspath(against)))

    def snapshot(self, path: str | os.PathLike[str], *, views: bool = False) -> None:
        """A consistent copy of the whole database at ``path``, with every text in it: recorded as a read of the whole file, refused for a role that may not see everything.

        ``views``: with ``v_cases``, ``v_events``, ``v_clocks``, ``v_findings`` and more, which any SQLite reads (core/tables/TABLES.md). The copy holds the
        journal's texts too; ``export(path, format="sqlite")`` makes a file of the tables alone.
        """
        if views:
            self._engine.snapshot_with_views(os.fspath(path))
        else:
            self._engine.snapshot(os.fspath(path))

    def backup(self, folder: str | os.PathLike[str]) -> dict[str, Any]:
        """Makes a folder with the whole journal, its record of reads and its attachments, while others write; :func:`amends.restore` puts it back. Every hash of the copy is
        computed again before the folder has its name: ``{path, cases, events, no, hash, reads, attachments}``, with number and hash of the newest commit in it.

        Recorded as a read of the whole file, refused for a role that may not see everything. Raises AlreadyExists, Corrupt (the journal has faults), StorageError.
        """
        return dict(self._engine.backup(os.fspath(folder)))

    def run_stage(self, stage: str, record: Mapping[str, Any], config: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Runs one stage over a record and returns its envelope; nothing is stored. A Python stage that fails raises StageError from its own exception."""
        return dict(self._engine.run_stage(stage, record, {} if config is None else config))

    def stages(self) -> list[dict[str, Any]]:
        """The manifests of the loaded stages."""
        return list(self._engine.stages())

    def plugins(self) -> list[dict[str, Any]]:
        """Every library and installed entry point that was found: loaded, or why not."""
        return [*self._entry_points, *self._engine.load_report()]

    def failures(self, case_id: str) -> list[StageError]:
        """How stages failed in this case, oldest first, with class, place and traceback for their developers. A traceback may hold anything that the stage read: recorded
        like the journal, raises Refused for a role that may not see it."""
        return failures_of(self.case(case_id))

    # what a notebook shows
    def workflow(self, name: str, language: str | None = None) -> WorkflowView:
        """A deployed workflow as a picture. Raises NotFound."""
        return WorkflowView(self, name, language)

    def _repr_html_(self) -> str:
        from ._core import notice

        return str(notice(runtime_line(self), self._language(None)))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return mimebundle({"text/plain": runtime_line(self), "text/html": self._repr_html_()}, include, exclude)

    def __repr__(self) -> str:
        return f"<Runtime by={self.by!r} role={self.role!r}{' closed' if self._closed else ''}>"


def open(
    path: str | os.PathLike[str],
    *,
    by: str | None = None,
    role: str | None = None,
    purpose: str | None = None,
    plugins: str | os.PathLike[str] | Stage | Iterable[Stage | str | os.PathLike[str]] = (),
    packs: str = "shipped",
    overlays: Sequence[str | os.PathLike[str]] = (),
    read_only: bool = False,
    create: bool = True,
    now: str | None = None,
    language: str | None = None,
) -> Runtime:
    """Opens a database, or makes it.

    Args:
        path: the database file; ``":none:"`` for no database (only ``run_stage``).
        by: who acts, an id such as ``"li.na"``; default: the user of the machine.
        role: ``handler``, ``supervisor``, ...; default ``analyst``, who sees no free text.
        purpose: why cases are read; recorded with each read, and needed by a role that reads texts when it first does.
        plugins: stages made with ``@amends.stage``, folders of trusted libraries, and ``"installed"`` for what installed distributions offer by the entry-point
            group ``amends.plugins``; one that is broken is named in ``rt.plugins()`` and stops nothing.
        packs: pack set. overlays: folders with an institution's own rows.
        now: a virtual clock that stands at this instant until ``rt.now = ...`` moves it.
        language: ``zh`` or ``en`` for reviews; default by locale.

    When the process that writes the file is at work (``amends work``), the runtime reads the file itself and hands its acts over: each returns when what came of it is
    durable there. That process's clock and plugins count. An act raises Unavailable when the process has ended, and says so when it may or may not have been taken.

    Raises Busy (another process writes and takes no acts, or has other packs; the message names it), StorageError, Unsupported (a newer schema), Corrupt, PackInvalid.
    """
    import getpass

    from ._core import Engine

    chosen = choose(plugins)
    database = "" if os.fspath(path) == ":none:" else os.fspath(path)
    who = by or getpass.getuser()
    role = role or "analyst"
    engine = Engine(str(installation()), database, who, role, purpose or "", chosen.stages, packs, [os.fspath(one) for one in overlays], chosen.folders, read_only, create, now)
    runtime = Runtime(engine, by=who, role=role, purpose=purpose, language=default_language(language), entry_points=chosen.rows)
    runtime._file = os.path.basename(database)
    return runtime


def restore(backup: str | os.PathLike[str], path: str | os.PathLike[str], *, discard_newer: bool = False) -> dict[str, Any]:
    """Puts a backup in the place of a journal that nobody holds, or makes the journal: ``{made_at, no, hash, kept_aside, reads_kept, attachments}``.

    The journal that was there stays beside it (``kept_aside``). The record of reads loses no row: the one that is there goes on when it holds all of the backup's.

    Args:
        backup: the folder that :meth:`Runtime.backup` or ``amends backup`` made.
        discard_newer: also where the journal holds commits that the backup does not, is another one, or cannot be read.

    Raises Conflict (it holds newer commits, and ``discard_newer`` is not set), Busy (a process writes or reads it), NotFound, Corrupt (the backup was changed), StorageError.
    """
    from ._core import restore_backup

    return dict(restore_backup(os.fspath(backup), os.fspath(path), discard_newer))


@atexit.register
def _close_all() -> None:
    # Before the interpreter ends: no engine may outlive the objects that its stages need, and no thread may be in one.
    for runtime in list(_open_runtimes):
        try:
            runtime._end(wait=True)
        except AmendsError:
            import logging

            logging.getLogger("amends").exception("a runtime could not be closed")


