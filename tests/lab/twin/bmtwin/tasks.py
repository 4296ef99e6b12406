# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tasks: progress that lags one message behind, logs, retention, and the faults on request."""
import json
import os
import queue
import threading
import time
import uuid

from . import settings
from .faults import ServerFault, not_found

ENDED = ("InError", "Success")
KEPT_SECONDS = 600


class Task:
    """One task, and the monitor that its work talks to."""

    def __init__(self, label, full_status):
        self.id = str(uuid.uuid4())
        self.label = label
        self.full_status = full_status
        self.total = 0.0
        self.done = 0.0
        self.status = {"steps": 0.0, "progress": 0.0, "lastLogEntry": None, "state": "NotStarted", "result": None}
        self.messages = []
        self.ended_at = None
        self.news = threading.Condition()

    def begin(self, total, message):
        self._report(message, total=float(total))

    def progress(self, steps, message):
        self._strike(steps)
        self._report(message, done=self.done + steps)

    def log(self, message):
        self._report(message)

    def end(self, ok, message, result=None):
        if ok:
            self._strike(self.total)
        state = "Success" if ok else "InError"
        with self.news:
            self._status(message, state, result)
            self.done = self.total
            self.ended_at = time.time()
            self._append(message, True)

    def _report(self, message, total=None, done=None):
        # The status is rebuilt before the counters move: steps is 0 right after begin ().
        with self.news:
            self._status(message, "InProgress", None)
            self.total = self.total if total is None else total
            self.done = self.done if done is None else done
            self._append(message, False)

    def _status(self, message, state, result):
        self.status = {"steps": self.total, "progress": self.done, "lastLogEntry": message, "state": state,
                       "result": result}

    def _append(self, message, end):
        entry = {"done": self.done, "total": self.total, "message": message, "end": end}
        if end and self.full_status:
            entry["status"] = json.dumps(self.status)
        self.messages.append(entry)
        self.news.notify_all()

    def _strike(self, steps):
        """The faults task-fail-at, task-hang and task-vanish: PERCENT, or PERCENT:LABEL for one sort of task."""
        percent = 100.0 if self.total == 0 else min(100.0, 100.0 * (self.done + steps) / self.total)
        if self._struck("task-vanish", percent):
            settings.consume("task-vanish")
            os._exit(1)
        while self._struck("task-hang", percent):
            time.sleep(0.1)
        if self._struck("task-fail-at", percent):
            raise ServerFault("Failure on request at %d %%" % percent)

    def _struck(self, key, percent):
        at, _, label = settings.get(key, "").partition(":")
        return bool(at) and percent >= float(at) and label in ("", self.label)

    def stream(self):
        """The _log stream: every entry, held open until the task ends."""
        position = 0
        while True:
            with self.news:
                while position >= len(self.messages):
                    self.news.wait(60)
                entry = self.messages[position]
            position += 1
            yield json.dumps(entry).encode()
            if entry["end"]:
                return


class SubTask:
    """A part of a task under a label of its own."""

    def __init__(self, task, label):
        self.task = task
        self.label = label

    def log(self, message):
        self.task.log("%s : %s" % (self.label, message))

    def progress(self, steps, message):
        self.task.progress(steps, message and "%s : %s" % (self.label, message))


class Tasks:
    """The pool: a few threads, a bounded queue; nothing here survives a restart."""

    def __init__(self, version, log):
        self.version = version
        self.log = log
        self.tasks = {}
        self.lock = threading.Lock()
        old = not version.has("keep-last-status")
        self.work = queue.Queue(30 if old else 0)
        for number in range(10 if old else 16):
            threading.Thread(target=self._serve, name="task-%d" % number, daemon=True).start()

    def run(self, label, function):
        """Queue function (task); the answer is a TaskRef."""
        self._forget()
        task = Task(label, self.version.has("task-end-status"))
        with self.lock:
            self.tasks[task.id] = task
        try:
            self.work.put_nowait((task, function))
        except queue.Full:
            del self.tasks[task.id]
            raise ServerFault("The task has been rejected by the thread pool", "FAILURE") from None
        return {"id": task.id}

    def _serve(self):
        while True:
            task, function = self.work.get()
            try:
                function(task)
                if task.ended_at is None:
                    task.end(True, "" if self.version.has("keep-last-status") else "OK")
            except ServerFault as fault:
                self.log.error("task %s (%s) failed: %s", task.id, task.label, fault.message)
                task.end(False, fault.message)
            except Exception as problem:  # a task must end, whatever happens to it
                self.log.exception("task %s (%s) failed", task.id, task.label)
                task.end(False, str(problem) or None)

    def _forget(self):
        limit = time.time() - KEPT_SECONDS
        with self.lock:
            for task in [task for task in self.tasks.values() if task.ended_at and task.ended_at < limit]:
                if self.version.has("keep-last-status"):
                    task.messages = None
                else:
                    del self.tasks[task.id]

    def find(self, identifier):
        self._forget()
        task = self.tasks.get(identifier)
        if task is None:
            raise not_found("no task " + identifier)
        return task

    def routes(self, rest):
        # Who knows the id may look: the first task of all, _initialize, is started by nobody in particular.
        rest.add("GET", "/api/tasks/{id}", lambda call: self.find(call.path["id"]).status, access="anonymous")
        rest.add("GET", "/api/tasks/{id}/_log", self._log, answer="stream", access="anonymous")
        rest.add("GET", "/api/tasks/{id}/_currentLogs", self._current_logs, access="anonymous")

    def _log(self, call):
        task = self.find(call.path["id"])
        if task.messages is None:
            raise ServerFault("task %s is expired" % task.id)
        return task.stream()

    def _current_logs(self, call):
        task = self.find(call.path["id"])
        offset = int(call.query("offset", "0")) if self.version.has("log-offset") else 0
        messages = [entry["message"] for entry in (task.messages or [])[offset:]]
        if self.version.has("keep-last-status"):
            messages = [message or "" for message in messages]
        return messages
