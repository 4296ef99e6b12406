# SPDX-License-Identifier: LGPL-2.1-or-later
"""/api/configuration: the keys of bm.ini and of the system configuration."""
from . import inifile, nginxfiles
from .faults import invalid

# Keys that live in bm.ini, under the name they have there.
IN_FILE = {"external_url": "external-url", "other_urls": "other-urls", "external_protocol": "external-protocol"}


class SystemConfiguration:
    def __init__(self, core):
        self.core = core

    def routes(self, rest):
        rest.add("GET", "/api/configuration", lambda call: {"values": self.values()}, access="global")
        rest.add("POST", "/api/configuration", lambda call: self.update(call.body or {}), body="map",
                 answer="void", access="global")

    def values(self):
        from_file = {key.replace("-", "_"): value for key, value in inifile.load().items()}
        return {**from_file, **self.core.store.data["sysconf"]}

    def update(self, changes):
        password = self._check_password(changes)
        in_file = {key: value for key, value in changes.items() if key in IN_FILE}
        if in_file:
            ini = inifile.load()
            for key, value in in_file.items():
                ini[IN_FILE[key]] = value or ""
            inifile.save({key: value for key, value in ini.items() if value})
        with self.core.store.change() as data:
            for key, value in changes.items():
                if key in IN_FILE:
                    continue
                if value is None:
                    data["sysconf"].pop(key, None)
                else:
                    data["sysconf"][key] = str(value)
        self.core.log.info("system configuration changed: %s", " ".join(sorted(changes)))
        if password is not None:
            for item in self.core.servers.with_tag("bm/nginx", "bm/nginx-edge"):
                nginxfiles.set_password(self.core.servers.node(item), password)

    @staticmethod
    def _check_password(changes):
        if "sw_password" not in changes:
            return None
        password = changes["sw_password"]
        if not password:
            raise invalid("SetupWizard password must not be null or empty!")
        if "'" in password:
            raise invalid("SetupWizard password must not contain a single quote")
        return password
