# SPDX-License-Identifier: LGPL-2.1-or-later
"""A lab of the test's own, and Slipway run in its controller."""

import collections
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))

from lib import cache  # noqa: E402

LAB = HERE.parent / "lab"
SLIPWAY = os.environ.get("SLIPWAY", str(HERE.parents[2] / "build-tests/core/cli/slipway"))
SHIM = os.environ.get("SLIPWAY_KILL_SHIM", str(Path(SLIPWAY).parents[2] / "tests/lab/e2e/libkill-at-commit.so"))
UPDATE = ("run", "update", "-y")
INSTALLED = "4.1.47224"    # the release of a platform that a test begins with
# for what kill-at-commit.c does to a slipway
PRELOAD = {"LD_PRELOAD": SHIM, "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}


def check(condition, message):
    """An assertion that says what was seen."""
    if not condition:
        raise AssertionError(message)


def wait_for(condition, what, seconds=60):
    """Until @condition is true, or a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < deadline, f"{what}: not within {seconds} s")
        time.sleep(0.1)


def keep_installed(definition):
    """The name of a kept lab with the platform on its servers. Whoever needs it first installs it, with the Slipway that is tested."""
    built = Path(SLIPWAY).parents[2]
    programs = [SLIPWAY, *built.glob("core/*.so*"), *built.glob("plugins/**/*.so")]
    digest = cache.digest(definition, *(f"{path} {os.stat(path).st_mtime_ns}" for path in sorted(map(str, programs))),
                          *(HERE.parent / part for part in ("images", "lib", "packages", "twin")))
    name = f"installed-{definition.replace(',', '-').replace(':', '-')}-{digest}"
    with cache.locked(name):
        if not (cache.ROOT / f"kept-{name}").is_dir():
            with Lab("kept-" + digest, definition.split(",")) as lab:
                lab.lab("release", INSTALLED)
                lab.expect(0, "run", "install", "-y")
                lab.on_all(lambda server: lab.lab("power-off", "--soft", server))
                lab.lab("keep", name, lab.env["SLIPWAY_JOURNAL"])
    return name


class Lab:
    """One instance of the lab, named after the test; with @installed, BlueMind is on it, as `slipway run install` leaves it."""

    def __init__(self, name, servers, installed=False):
        name = os.environ.get("SLIPWAY_E2E_PREFIX", "") + name    # two people on one machine
        self.name = name
        self.definition = ",".join(servers)
        self.installed = installed
        self.servers = [server.partition(":")[0] for server in servers]
        self.state = Path("/var/lib/slipway-lab") / name
        self.env = dict(os.environ, SLIPWAY_LAB=name)

    def __enter__(self):
        self.lab("down")
        if self.installed:
            self.lab("up", "--like", keep_installed(self.definition))
        else:
            self.lab("up", "--servers", self.definition, timeout=1200)
        self.platform.write_text("[run]\nreconnect=20\n\n" + self.platform.read_text())
        self.work = Path(tempfile.mkdtemp(prefix="slipway-e2e-"))
        self.env["SLIPWAY_JOURNAL"] = str(self.work / "journal.db")
        self.env["HOME"] = str(self.work)
        if self.installed:
            shutil.copy(self.state / "journal.db", self.env["SLIPWAY_JOURNAL"])
            self.wait_for_core()
        return self

    def __exit__(self, *_):
        if os.environ.get("SLIPWAY_KEEP_LAB"):
            return
        self.lab("down")
        shutil.rmtree(self.work, ignore_errors=True)

    @property
    def platform(self):
        return self.state / "platform.ini"

    def secret(self, name):
        return (self.state / "secrets" / name).read_text().rstrip("\n")

    def lab(self, *words, timeout=300, check_status=True):
        """A command of tests/lab/lab; its standard output."""
        result = subprocess.run([str(LAB), *words], env=self.env, capture_output=True, text=True, timeout=timeout,
                                stdin=subprocess.DEVNULL, errors="replace")
        if check_status:
            check(result.returncode == 0, f"lab {' '.join(words)}: {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def on(self, server, command, check_status=True):
        """Runs a line of sh on a server, not through its network; its output."""
        return self.lab("exec", server, "--", "sh", "-c", command, check_status=check_status)

    def is_configuring(self, server, package):
        """Whether a script of that package runs there."""
        return package in self.on(server, "pgrep -af postinst || true", check_status=False)

    def on_all(self, function):
        """Calls it for each server, all at once."""
        with concurrent.futures.ThreadPoolExecutor(len(self.servers)) as pool:
            list(pool.map(function, self.servers))

    def line(self, *words, platform=None):
        """The command that runs Slipway in the controller's namespace."""
        return [str(LAB), "controller", "--", SLIPWAY, "-p", str(platform or self.platform), *words]

    def slipway(self, *words, platform=None, timeout=900, env=None):
        """Runs Slipway in the controller's namespace."""
        started = time.monotonic()
        result = subprocess.run(self.line(*words, platform=platform), env={**self.env, **(env or {})}, capture_output=True, text=True, timeout=timeout,
                                stdin=subprocess.DEVNULL, errors="replace")
        result.seconds = time.monotonic() - started
        return result

    def expect(self, status, *words, **kwargs):
        """Runs Slipway and wants that exit status."""
        result = self.slipway(*words, **kwargs)
        check(result.returncode == status,
              f"slipway {' '.join(words)}: status {result.returncode}, not {status}\n{result.stdout}\n{result.stderr}")
        return result

    def api(self, method, path):
        """Asks the platform's API on the main server with its token, on the server itself."""
        script = ("python3 - <<'END'\n"
                  "import urllib.request, json\n"
                  "token = open('/etc/bm/bm-core.tok').read().strip()\n"
                  f"request = urllib.request.Request('http://127.0.0.1:8090/api{path}', method={method!r},\n"
                  "  headers={'X-BM-ApiKey': token, 'Accept': 'application/json'})\n"
                  "print(urllib.request.urlopen(request, timeout=20).read().decode())\n"
                  "END\n")
        text = self.on("main", script)
        return json.loads(text) if text.strip() else None

    def core_state(self):
        """What the API says of the platform; nothing while nobody answers."""
        try:
            return self.api("GET", "/system/installation/state")
        except (AssertionError, ValueError):
            return ""

    def wait_for_core(self):
        """It was booted."""
        wait_for(lambda: self.core_state() == "CORE_STATE_RUNNING", "the platform is back", 120)

    def each_once(self):
        """No server's dpkg put a package in place more than once in one version."""
        for server in self.servers:
            began = [line.split()[2:6] for line in self.on(server, "cat /var/log/dpkg.log").splitlines()]
            counts = collections.Counter((words[0], words[1], words[3]) for words in began
                                         if len(words) == 4 and words[0] in ("install", "upgrade"))
            often = {key: count for key, count in counts.items() if count > 1}
            check(not often, f"{server}: dpkg did it more than once: {often}")

    def fingerprint(self, server):
        """What an installation would change on a server: packages, sources, keys and configuration."""
        return self.on(server, "dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\\n' 2>/dev/null || rpm -qa | sort; "
                               "find /etc /usr/share/keyrings -xdev -type f ! -name '*.lock' ! -path '/etc/.updated' "
                               "-exec sha256sum {} + | sort -k 2; ls -la /var/lib/apt/lists | grep -c bm || true; "
                               "find /tmp /var/tmp /root -xdev -name 'slipway*' -o -xdev -name '.slipway*'")


def run_tests(tests):
    """Runs the functions and prints TAP; `--only WORD` runs those whose name has the word."""
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    chosen = [test for test in tests if only in test.__name__]
    print(f"1..{len(chosen)}", flush=True)
    failed = 0
    for number, test in enumerate(chosen, 1):
        started = time.monotonic()
        try:
            test()
            print(f"ok {number} - {test.__name__} # {time.monotonic() - started:.1f} s", flush=True)
        except Exception as error:  # each test counts, whatever went wrong in it
            failed += 1
            print(f"not ok {number} - {test.__name__}", flush=True)
            for line in f"{type(error).__name__}: {error}".splitlines()[:120]:
                print(f"# {line}", flush=True)
                print(f"{test.__name__}: {line}", file=sys.stderr, flush=True)
    return 1 if failed else 0
