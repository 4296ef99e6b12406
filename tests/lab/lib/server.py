# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server: a container with a layer of its own over the image, booted with its own systemd."""

import os
import shutil
import signal
import subprocess
import uuid
from pathlib import Path

from . import cgroup, folders, mounts, network, process
from .run import LabError, run, wait_for

NSPAWN_STATE = Path("/run/systemd/nspawn")
SUPERVISE = Path(__file__).resolve().parent / "supervise.sh"
KEY_TYPES = ("ed25519", "ecdsa", "rsa")
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
               "LANG": "en_US.UTF-8", "USER": "root", "LOGNAME": "root"}


class Server:
    """One server of a lab, up or not."""

    def __init__(self, lab, definition):
        self.lab = lab
        self.name, self.address = definition.name, definition.address
        self.definition = definition
        self.folder = lab.state / "servers" / self.name
        self.root = self.folder / "root"
        self.netns = f"{lab.netns}.{self.name}"

    # The disk: an overlay of the image, the layers that snapshots kept, and one that is written.

    @property
    def made(self):
        return (self.folder / "made").exists()

    def make(self, image, personalise):
        """A new disk; half-made ones are thrown away."""
        if self.made:
            return
        mounts.unmount_below(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("root", "upper", "layers", "snapshots"):
            (self.folder / name).mkdir(parents=True)
        self.below = [image]
        self.mount()
        self._give_identity()
        personalise(self)
        (self.folder / "made").touch()

    @property
    def below(self):
        """The layers that it only reads: those that a snapshot kept, the last one first, then the image."""
        return (self.folder / "below").read_text(encoding="utf-8").splitlines()

    @below.setter
    def below(self, layers):
        (self.folder / "below").write_text("".join(f"{layer}\n" for layer in layers), encoding="utf-8")

    def mount(self):
        """A volatile overlay does not sync: what a server writes is in the kernel's cache, which no power cut of the lab
        touches, and dpkg and PostgreSQL need not wait for the disk. It refuses a work folder that it has used before."""
        if not os.path.ismount(self.root):
            shutil.rmtree(self.folder / "work", ignore_errors=True)
            (self.folder / "work").mkdir()
            run("mount", "-t", "overlay", f"{self.lab.name}-{self.name}", self.root, "-o",
                f"volatile,lowerdir={':'.join(self.below)},upperdir={self.folder / 'upper'},workdir={self.folder / 'work'}")

    def _give_identity(self):
        etc = self.root / "etc"
        (etc / "hostname").write_text(f"{self.name}\n", encoding="ascii")
        (etc / "hosts").write_text(self.lab.hosts(), encoding="ascii")
        (etc / "mailname").write_text(f"{self.definition.fqdn}\n", encoding="ascii")
        (etc / "machine-id").write_text(f"{uuid.uuid4().hex}\n", encoding="ascii")
        for kind in KEY_TYPES:
            run("ssh-keygen", "-q", "-N", "", "-t", kind, "-C", f"root@{self.name}", "-f", etc / "ssh" / f"ssh_host_{kind}_key")

    def host_keys(self):
        """Its true public keys: type and value."""
        files = (self.root / "etc" / "ssh").glob("ssh_host_*_key.pub")
        return [" ".join(file.read_text(encoding="ascii").split()[:2]) for file in sorted(files)]

    # The machine: a supervising shell, systemd-nspawn, and the container's first process.

    @property
    def _pid_file(self):
        return self.folder / "pid"

    @property
    def _groups(self):
        file = self.folder / "cgroups"
        return [Path(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def processes(self):
        """The supervisor, systemd-nspawn and its helper, the container's first process; not those inside."""
        found, outside = [], os.readlink("/proc/self/ns/pid")
        pending = [pid for pid in (process.recall(self._pid_file),) if pid]
        while pending:
            pid = pending.pop()
            found.append(pid)
            try:
                if os.readlink(f"/proc/{pid}/ns/pid") == outside:
                    pending += process.children(pid)
            except (FileNotFoundError, ProcessLookupError):
                pass
        return found

    @property
    def leader(self):
        """The container's first process, or 0."""
        outside = os.readlink("/proc/self/ns/pid")
        for pid in self.processes():
            try:
                if os.readlink(f"/proc/{pid}/ns/pid") != outside:
                    return pid
            except (FileNotFoundError, ProcessLookupError):
                pass
        return 0

    @property
    def running(self):
        return self.leader != 0

    def need_running(self):
        leader = self.leader
        if not leader:
            raise LabError(f"{self.name} is powered off: `lab power-on {self.name}`")
        return leader

    def power_on(self):
        if process.recall(self._pid_file):
            return
        self.mount()
        self._remove_groups()
        groups = cgroup.make(self.lab.name, self.name)
        (self.folder / "cgroups").write_text("".join(f"{group}\n" for group in groups), encoding="utf-8")
        words = [SUPERVISE, *groups, "--", "systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--settings=no",
                 "--boot", f"--directory={self.root}", f"--machine={self.lab.name}-{self.name}", f"--hostname={self.name}",
                 f"--network-namespace-path=/run/netns/{self.netns}", "--capability=CAP_NET_ADMIN",
                 "--resolv-conf=off", "--timezone=off", "--link-journal=no"]
        with open(self.folder / "console.log", "ab") as console:
            started = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=console,
                                       stderr=console, start_new_session=True, cwd="/")
        process.remember(self._pid_file, started.pid)

    def power_off(self, soft=False):
        """Like a power cut; soft: systemd is asked, and has a minute and a half."""
        pids = self.processes()
        if soft and len(pids) > 1:
            process.kill(pids[1:2], signal.SIGTERM)
            wait_for(f"{self.name} down", lambda: not process.recall(self._pid_file), 90)
        elif pids:
            process.kill_and_wait(pids)
        self._pid_file.unlink(missing_ok=True)
        self._remove_groups()
        self._sweep()

    def _sweep(self):
        """What systemd-nspawn leaves in /run when it is killed; it never sweeps its locks."""
        shutil.rmtree(NSPAWN_STATE / "propagate" / f"{self.lab.name}-{self.name}", ignore_errors=True)
        if self.root.is_dir():
            root = self.root.stat()
            (NSPAWN_STATE / "locks" / f"inode-{root.st_dev}:{root.st_ino}").unlink(missing_ok=True)
        folders.remove_if_empty(NSPAWN_STATE / "propagate", NSPAWN_STATE / "locks", NSPAWN_STATE)

    def _remove_groups(self):
        for group in self._groups:
            cgroup.remove_with_parents(group)
        (self.folder / "cgroups").unlink(missing_ok=True)

    def frozen(self, frozen):
        """Stops every process of the server between two instructions, or lets them go on."""
        freezer = cgroup.freezer(self._groups)
        if self.running and freezer:
            freezer.write_text("1" if frozen else "0", encoding="ascii")
            events = freezer.with_name("cgroup.events")
            wait_for(f"{self.name} frozen", lambda: f"frozen {int(frozen)}" in events.read_text(encoding="ascii"), 10, 0.01)

    # Reaching it.

    def enter(self):
        """The words before a command that is to run inside, whether or not its network works."""
        environment = dict(ENVIRONMENT, TERM=os.environ.get("TERM", "dumb"))
        return ["nsenter", f"--target={self.need_running()}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup",
                "--root", "--wd", "--", "env", "-i", *(f"{name}={value}" for name, value in environment.items())]

    def ssh(self, *words, user="root"):
        """The words of an ssh from the controller, as the product would come: known_hosts and the lab's key."""
        options = {"BatchMode": "yes", "IdentitiesOnly": "yes", "StrictHostKeyChecking": "yes", "ConnectTimeout": "3",
                   "UserKnownHostsFile": self.lab.state / "known_hosts", "GlobalKnownHostsFile": "/dev/null"}
        return ["ip", "netns", "exec", self.lab.netns, "ssh", "-F", "/dev/null", "-i", str(self.lab.state / "id_ed25519"),
                *(f"-o{name}={value}" for name, value in options.items()), f"{user}@{self.address}", *words]

    def answers(self):
        """Whether ssh lets us in."""
        return run(*self.ssh("true"), check=False).returncode == 0

    def wait_up(self, seconds=60):
        """Until ssh answers and systemd has started everything."""
        state = None

        def up():
            nonlocal state
            if not process.recall(self._pid_file):
                tail = (self.folder / "console.log").read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
                raise LabError(f"{self.name} did not boot:\n" + "\n".join(tail))
            state = run(*self.ssh("systemctl", "is-system-running", "--wait"), check=False).stdout.strip()
            return state in ("running", "degraded")

        wait_for(f"{self.name} up and answering ssh", up, seconds)
        return state

    def plugged(self):
        return network.plugged(self.lab.netns, self.name)
