# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong in a trial. Each is a function of a Blow, called when it strikes; what it returns undoes it, after at most the
seconds of the blow, or when the run has ended."""

import signal
import sqlite3
import subprocess

from platform_lab import PRELOAD, UPDATE, wait_for
from trial import LATER, Controller

ALL = {}


class Strike:
    def __init__(self, function, families, touched, env, before):
        self.function = function
        self.families = families
        self.touched = touched    # words of names of facts about which two ends may differ; None: all
        self.env = env            # of the controller: a function of chance and the platform
        self.before = before      # strikes before the run starts


def strike(families=("apt", "dnf"), touched=(), env=None, before=False):
    def add(function):
        ALL[function.__name__.replace("_", "-")] = Strike(function, families, touched, env, before)
        return function
    return add


class Blow:
    """One strike in one trial."""

    def __init__(self, platform, run, server, seconds, chance):
        self.platform = platform
        self.lab = platform.lab
        self.run = run
        self.server = server
        self.seconds = seconds
        self.chance = chance


def nothing():
    """Needs no undoing."""


@strike()
def controller_is_killed(blow):
    blow.run.signal(signal.SIGKILL)
    return nothing


@strike(env=lambda chance, platform: {**PRELOAD, "SLIPWAY_KILL_AT": str(chance.randrange(1, len(platform.records)))})
def controller_is_killed_after_a_record(blow):
    return nothing


@strike()
def controller_stands_still(blow):
    blow.run.signal(signal.SIGSTOP)
    return lambda: blow.run.signal(signal.SIGCONT)


@strike(env=lambda chance, platform: {**PRELOAD, "SLIPWAY_JUMP_AT": str(chance.randrange(1, len(platform.records))),
                                      "SLIPWAY_JUMP": str(chance.choice((-7200, 7200)))})
def controllers_clock_jumps(blow):
    return nothing


@strike()
def controllers_disk_is_full(blow):
    full = blow.lab.work / "full"
    with open(full, "wb") as stream:
        try:
            while True:
                stream.write(b"\0" * 65536)
                stream.flush()
        except OSError:
            pass
    return lambda: full.unlink(missing_ok=True)


@strike()
def journal_is_locked(blow):
    other = sqlite3.connect(blow.lab.env["SLIPWAY_JOURNAL"], timeout=5, isolation_level=None, check_same_thread=False)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.Error:
        other.close()
        return nothing
    return other.close


@strike()
def link_is_cut(blow):
    blow.lab.lab("cut", blow.server)
    return lambda: blow.lab.lab("mend", blow.server)


@strike()
def sshd_is_restarted(blow):
    blow.lab.on(blow.server, "systemctl restart ssh 2>/dev/null || systemctl restart sshd")
    return nothing


@strike()
def sshd_is_stopped(blow):
    blow.lab.on(blow.server, "systemctl stop ssh.socket 2>/dev/null; systemctl stop ssh 2>/dev/null || systemctl stop sshd; "
                             "pkill -KILL -f '^sshd: [a-z]'; true")
    return lambda: blow.lab.on(blow.server, "systemctl start ssh 2>/dev/null || systemctl start sshd")


# a script that was cut off in the middle has left its folder
@strike(touched=("left /var/tmp/slipway.",))
def server_loses_its_power(blow):
    blow.lab.lab("power-off", blow.server)
    return lambda: blow.lab.lab("power-on", blow.server)


@strike()
def servers_disk_is_full(blow):
    cache = "/var/cache/apt" if blow.platform.family == "apt" else "/var/cache/dnf"
    blow.lab.lab("fill", blow.server, blow.chance.choice((cache, "/usr", "/var/lib/slipway")))
    return lambda: blow.lab.lab("unfill", blow.server)


def held(blow, path):
    """From the first moment that nobody else holds it; a run may end before that."""
    while True:
        try:
            blow.lab.lab("lock", blow.server, path, str(int(blow.seconds) + 1))
            return nothing    # it lets go by itself
        except AssertionError as problem:
            if "temporarily unavailable" not in str(problem):
                raise
        if blow.run.join(0.1):
            return nothing


@strike(families=("apt",))
def frontend_lock_is_held(blow):
    return held(blow, "/var/lib/dpkg/lock-frontend")


@strike(families=("apt",))
def dpkg_lock_is_held(blow):
    return held(blow, "/var/lib/dpkg/lock")


@strike(families=("apt",))
def lists_lock_is_held(blow):
    return held(blow, "/var/lib/apt/lists/lock")


@strike(families=("apt",))
def archives_lock_is_held(blow):
    return held(blow, "/var/cache/apt/archives/lock")


@strike(families=("dnf",))
def rpm_lock_is_held(blow):
    return held(blow, "/var/lib/rpm/.rpm.lock")


@strike(families=("dnf",))
def dnf_lock_is_held(blow):
    return held(blow, "/var/cache/dnf/metadata_lock.pid")


def other_manager(blow, command):
    """Runs on the server beside us, in a unit; to be waited for."""
    unit = f"apt-daily-upgrade-lab{blow.chance.randrange(1000)}"
    blow.lab.on(blow.server, f"systemd-run --quiet --property=RuntimeMaxSec=300 --unit={unit} sh -c '{command}'")
    return lambda: blow.lab.on(blow.server, f"while systemctl is-active --quiet {unit}; do sleep 0.2; done; "
                                            f"systemctl reset-failed {unit} 2>/dev/null; true")


@strike(touched=("tzdata", "dpkg-dist"))
def another_package_manager_starts(blow):
    return other_manager(blow, "apt-get -q -y -o DPkg::Lock::Timeout=60 install --reinstall tzdata" if blow.platform.family == "apt"
                         else "dnf -q -y reinstall tzdata")


# The program itself, with something to do: an old package of the distribution. It gives up when a lock is held, so it is called again.
@strike(families=("apt",), touched=("tzdata",))
def unattended_upgrades_starts(blow):
    end = other_manager(blow, "mkdir /tmp/old && cd /tmp/old && apt-get -q download tzdata && dpkg-deb -R tzdata_*.deb tree && "
                              "sed -i \"s/^Version:.*/Version: 2000a-1/\" tree/DEBIAN/control && dpkg-deb -b tree old.deb && "
                              "until dpkg -i old.deb; do sleep 0.2; done; rm -rf /tmp/old; "
                              "while dpkg-query -W tzdata | grep -q 2000a; do unattended-upgrade --verbose; sleep 0.2; done")

    def check():
        end()
        blow.lab.on(blow.server, "! dpkg-query -W tzdata | grep 2000a")
    return check


@strike(families=("apt",), touched=("tzdata",), before=True)
def dpkg_was_interrupted_unpacked(blow):
    blow.lab.on(blow.server, "cd /tmp && apt-get -q update >/dev/null 2>&1; apt-get -q download tzdata >/dev/null 2>&1; "
                             "dpkg --unpack /tmp/tzdata_*.deb >/dev/null && rm -f /tmp/tzdata_*.deb")
    return nothing


@strike(families=("apt",), touched=("tzdata",), before=True)
def dpkg_was_interrupted_half_configured(blow):
    blow.lab.on(blow.server, "cd /var/lib/dpkg/info && cp -p tzdata.postinst /tmp/kept && printf '#!/bin/sh\\nexit 1\\n' > tzdata.postinst; "
                             "apt-get -q update >/dev/null 2>&1; cd /tmp && apt-get -q download tzdata >/dev/null 2>&1; "
                             "dpkg --unpack /tmp/tzdata_*.deb >/dev/null && printf '#!/bin/sh\\nexit 1\\n' > /var/lib/dpkg/info/tzdata.postinst; "
                             "dpkg --configure tzdata >/dev/null 2>&1; mv /tmp/kept /var/lib/dpkg/info/tzdata.postinst; "
                             "rm -f /tmp/tzdata_*.deb; dpkg -s tzdata | grep -q half-configured")
    return nothing


# Killed by a script of the package while it was unpacked.
@strike(families=("apt",), touched=("tzdata",), before=True)
def dpkg_was_interrupted_half_installed(blow):
    blow.lab.on(blow.server, "mkdir /tmp/half && cd /tmp/half && apt-get -q update >/dev/null 2>&1; apt-get -q download tzdata >/dev/null 2>&1; "
                             "dpkg-deb -R tzdata_*.deb tree && printf '#!/bin/sh\nkill -9 $PPID\n' > tree/DEBIAN/preinst && "
                             "chmod 755 tree/DEBIAN/preinst && dpkg-deb -b tree half.deb >/dev/null; dpkg --unpack half.deb >/dev/null 2>&1; "
                             "rm -rf /tmp/half; dpkg -s tzdata | grep -q half-installed")
    return nothing


@strike()
def repository_is_gone(blow):
    blow.lab.lab("repo", blow.chance.choice(("gone", "401", "unsigned", "slow")))
    return lambda: blow.lab.lab("repo", "ok")


@strike()
def repository_cannot_be_reached(blow):
    blow.lab.lab("repo", "cut")
    return lambda: blow.lab.lab("repo", "mend")


@strike()
def core_is_restarted(blow):
    blow.lab.on("main", "systemctl restart bm-core", check_status=False)
    return nothing


@strike()
def core_dies(blow):
    """systemd starts it again, which may be after the run's last look at it."""
    show = "systemctl show --value bm-core -p "
    process = blow.lab.on("main", show + "MainPID").strip()
    blow.lab.on("main", "systemctl kill --signal=KILL bm-core", check_status=False)
    if process == "0":
        return nothing
    return lambda: wait_for(lambda: blow.lab.on("main", show + "MainPID").strip() != process
                            and blow.lab.on("main", show + "ActiveState").strip() != "activating", "systemd sees to the core")


@strike()
def second_operator_comes(blow):
    other = Controller(blow.lab, *UPDATE)

    def end():
        if not other.join(300):
            other.process.kill()
            raise subprocess.TimeoutExpired("the second operator's run", 300)
        assert other.status in (0, 3, 11), f"the second operator: {other.status}\n{other.said}"
    return end


@strike(touched=None)
def newer_release_comes_out(blow):
    """Which of the two it will be depends on the moment, so the trial only asks whether all is well in the end."""
    blow.lab.lab("release", LATER)
    return nothing
