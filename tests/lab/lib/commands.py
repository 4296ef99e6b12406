# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line of the lab."""

import argparse
import os
import sys
from pathlib import Path

from . import definition, faults, lifecycle, network, packages, repository, snapshot, twin
from .lab import Lab
from .run import LabError
from .server import Server


def _server(lab, name):
    for one in lab.definitions:
        if one.name == name:
            return Server(lab, one)
    raise LabError(f"there is no server '{name}', there is: {', '.join(s.name for s in lab.definitions)}")


def _become(words):
    """The rest of this process is the command: its exit status, signals and terminal are ours."""
    sys.stdout.flush()
    os.execvp(words[0], words)


def _command(words):
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        raise LabError("what is to be run? `-- COMMAND…`")
    return words


def _up(lab, options):
    if options.file and options.servers:
        raise LabError("up: either a FILE or --servers")
    wanted = definition.from_file(options.file) if options.file else None
    if options.servers:
        wanted = definition.from_names(options.servers)
    if options.like and wanted:
        raise LabError("up: the servers are those of the kept lab")
    with lab.lock():
        lifecycle.up(lab, wanted, options.like)


def _keep(lab, options):
    lab.need()
    with lab.lock():
        lifecycle.keep(lab, options.name, [Path(file) for file in options.files])


def _down(lab, _):
    with lab.lock():
        lifecycle.down(lab)


def _clean(_lab, _):
    lifecycle.clean()


def _status(lab, _):
    return lifecycle.status(lab)


def _exec(lab, options):
    _become([*_server(lab, options.server).enter(), *_command(options.command)])


def _shell(lab, options):
    server = _server(lab, options.server)
    server.need_running()
    words = server.ssh()
    _become([*words[:5], "-t", *words[5:]])


def _controller(lab, options):
    lab.need()
    _become(["ip", "netns", "exec", lab.netns, *_command(options.command)])


def _power_on(server):
    server.power_on()
    server.wait_up()


# The commands that do one thing to one server.
CHANGES = {
    "snapshot": lambda server, options: snapshot.take(server, options.name),
    "restore": lambda server, options: snapshot.restore(server, options.name),
    "cut": lambda server, _: network.plug(server.lab.netns, server.name, False),
    "mend": lambda server, _: network.plug(server.lab.netns, server.name, True),
    "power-off": lambda server, options: server.power_off(options.soft),
    "power-on": lambda server, _: _power_on(server),
    "fill": lambda server, options: faults.fill(server, options.path, options.free),
    "unfill": lambda server, _: faults.unfill(server),
    "lock": lambda server, options: print(faults.hold_lock(server, options.file, options.seconds)),
    "postinst": lambda server, options: twin.switch(server, options.package, options.words),
}


def _change(lab, options):
    with lab.lock():
        CHANGES[options.verb](_server(lab, options.server), options)


def _release(lab, options):
    lab.need()
    server = repository.Repository(lab)
    if not options.version:
        for name in packages.releases():
            print(f"{name}{' *' if name == server.release else ''}")
        return
    with lab.lock():
        server.publish(options.version, server.fault)


def _repo(lab, options):
    lab.need()
    server = repository.Repository(lab)
    with lab.lock():
        if options.fault in ("show-secret", "hide-secret"):
            server.hide_wrong_secrets(options.fault == "hide-secret")
        elif options.fault in ("cut", "mend"):
            network.plug(lab.netns, "pkg", options.fault == "mend")
        else:
            server.set_fault(options.fault)


def _twin(lab, options):
    server = _server(lab, options.server)
    if not options.settings:
        for name, value in sorted(twin.settings(server).items()):
            print(f"{name}={value}")
        return
    with lab.lock():
        twin.change(server, options.settings)


def _parser():
    parser = argparse.ArgumentParser(prog="lab", description="Real servers on one machine. SLIPWAY_LAB names the lab (default: slipway).")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")

    def verb(name, function, text, *arguments):
        one = verbs.add_parser(name, help=text, description=text)
        one.set_defaults(function=function)
        for words, settings in arguments:
            one.add_argument(*words, **settings)

    def argument(*words, **settings):
        return words, settings

    server = argument("server")
    command = argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    verb("up", _up, "make the lab, or bring up what is down", argument("file", nargs="?"),
         argument("--servers", metavar="main,shard1,…"), argument("--like", metavar="NAME", help="as the lab that was kept under that name"))
    verb("keep", _keep, "keep the lab in the cache, its servers being off: `up --like NAME`", argument("name"),
         argument("files", nargs="*", help="go into the folder of the new lab, too"))
    verb("down", _down, "remove the lab")
    verb("clean", _clean, "remove from the cache what no lab uses")
    verb("status", _status, "a table; exit status 0 when all is up")
    verb("exec", _exec, "run a command on a server, not through its network", server, command)
    verb("shell", _shell, "a shell on a server, through ssh", server)
    verb("controller", _controller, "run a command in the controller's namespace", command)
    verb("snapshot", _change, "keep a server's disk under a name", server, argument("name"))
    verb("restore", _change, "bring a server's disk back", server, argument("name"))
    verb("cut", _change, "pull a server's network cable", server)
    verb("mend", _change, "put it back", server)
    verb("power-off", _change, "cut a server's power", server, argument("--soft", action="store_true", help="shut down in order"))
    verb("power-on", _change, "boot a server and wait for it", server)
    verb("fill", _change, "leave a folder of a server little free space", server, argument("path"),
         argument("free", nargs="?", type=int, default=1, metavar="FREE-MiB"))
    verb("unfill", _change, "give the space back, on all folders", server)
    verb("lock", _change, "hold a lock of a package manager's for a while", server, argument("file"), argument("seconds", type=int))
    verb("release", _release, "publish a release of BlueMind; without one, list them", argument("version", nargs="?"))
    verb("repo", _repo, "what the repository does wrong", argument("fault", metavar="|".join(repository.FAULTS) + "|hide-secret|show-secret|cut|mend"))
    verb("twin", _twin, "settings of the twin on a server; SETTING= removes one, without any they are listed", server,
         argument("settings", nargs="*", metavar="SETTING=VALUE"))
    verb("postinst", _change, "what a package's postinst does wrong; without a word, nothing", server, argument("package"),
         argument("words", nargs="*", metavar="|".join(twin.WORDS) + "|slow=SECONDS"))
    return parser


def main(words):
    options = _parser().parse_args(words)
    try:
        if os.geteuid() != 0:
            raise LabError("must run as root: it makes namespaces, mounts and containers")
        os.umask(0o022)
        return options.function(Lab.from_environment(), options) or 0
    except LabError as error:
        print(f"lab: {options.verb}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
