# SPDX-License-Identifier: LGPL-2.1-or-later
"""The state of the core and the moves between states."""
from . import paths
from .faults import ServerFault

NOT_INSTALLED = "CORE_STATE_NOT_INSTALLED"
RUNNING = "CORE_STATE_RUNNING"
MAINTENANCE = "CORE_STATE_MAINTENANCE"
UPGRADE = "CORE_STATE_UPGRADE"
DEMOTED = "CORE_STATE_DEMOTED"
CLONING = "CORE_STATE_CLONING"

MOVES = {
    ("INSTALLED", NOT_INSTALLED): RUNNING,
    ("MAINTENANCE", RUNNING): MAINTENANCE,
    ("RUNNING", MAINTENANCE): RUNNING, ("RUNNING", RUNNING): RUNNING, ("RUNNING", UPGRADE): RUNNING,
    ("UPGRADE", RUNNING): UPGRADE, ("UPGRADE", MAINTENANCE): UPGRADE, ("UPGRADE", UPGRADE): UPGRADE,
    ("DEMOTE", RUNNING): DEMOTED, ("DEMOTE", MAINTENANCE): DEMOTED, ("PROMOTE", DEMOTED): RUNNING,
}


class State:
    def __init__(self, core):
        self.core = core
        self.current = "CORE_STATE_STARTING"

    def settle(self):
        """Where a start ends: by the token, by the clone marker, by the recorded version."""
        if not paths.exists(paths.TOKEN):
            self.current = NOT_INSTALLED
        elif paths.exists("/etc/bm/continuous.clone"):
            self.current = CLONING
        else:
            self.current = UPGRADE if self.core.installation.needs_upgrade else RUNNING
        self.core.log.info("core state is now %s", self.current)

    def move(self, event):
        target = MOVES.get((event, self.current))
        if target is None:
            raise ServerFault("transition '%s' from %s is not possible" % (event, self.current))
        self.core.log.info("core state %s -> %s", self.current, target)
        self.current = target
        if event == "MAINTENANCE":
            self.core.sessions.drop_all()
