# SPDX-License-Identifier: LGPL-2.1-or-later
"""The subscription: the repository file of each server, its validity, the target version in its URL."""
import base64
import binascii
import calendar
import io
import re
import time
import zipfile

from . import checks, paths, settings
from .faults import ServerFault, invalid

BASE = "/api/system/installation"
PROVIDER = "/usr/share/bm-core/extensions/bm-plugin-core-subscription"
ARCHIVE = "/etc/bm/subscription.bmz"
MAX_ARCHIVE = 1 << 20
DISTRIBUTIONS = ("jessie", "stretch", "buster", "bullseye", "bookworm", "xenial", "bionic", "focal", "jammy",
                 "rhel7", "rhel8")
TARGET = re.compile(r"^(latest|current|\d+(\.\d+){1,2})$")


class Subscription:
    def __init__(self, core):
        self.core = core
        self.checks = checks.UpgradeCheck(core)

    def routes(self, rest):
        def add(method, path, call, **options):
            rest.add(method, BASE + path, call, access=options.pop("access", "subscription"), **options)
        add("GET", "/subscription", lambda call: self.informations())
        add("POST", "/subscription", self._install, body="string", answer="void")
        add("DELETE", "/subscription", lambda call: self._remove(), answer="void")
        add("POST", "/subscription/_archive", self._install_archive, body="stream", answer="void")
        add("POST", "/subscription/_version", self._set_version, answer="void", feature="subscription-version")
        add("GET", "/subscriptionKind", lambda call: self.informations()["kind"], access="user",
            feature="subscription-kind")
        add("GET", "/subscriptionProductiveValid", lambda call: self._productive(), access="user",
            feature="subscription-productive")
        add("GET", "/_subscriptionContacts", lambda call: self.contacts())
        add("POST", "/_subscriptionContacts", lambda call: self.set_contacts(call.body or []), body="list",
            answer="void")

    @property
    def provider(self):
        return paths.exists(PROVIDER)

    def contacts(self):
        listed = self.core.sysconf.values().get("subscription_contacts") or ""
        return [mail for mail in listed.split(",") if mail]

    def set_contacts(self, mails):
        with self.core.store.change() as data:
            data["sysconf"]["subscription_contacts"] = ",".join(mails)

    def _header(self):
        """Key: value comments of the repository file."""
        found = re.findall(r"^#\s*([\w-]+)\s*:\s*(.+)$", paths.read(paths.repository(), ""), re.MULTILINE)
        return {key.lower(): value.strip() for key, value in found}

    def informations(self):
        header = self._header() if self.provider else {}
        present = self.provider and bool(paths.read(paths.repository()))
        ends = settings.get("subscription-ends") or header.get("ends") or "%d-12-31" % (time.gmtime().tm_year + 1)
        ends_at = calendar.timegm(time.strptime(ends, "%Y-%m-%d"))
        kind = settings.get("subscription-kind") or header.get("kind") or "PROD"
        grace = 10 * 86400 if kind in ("PROD", "HOST") else 0
        valid = present and kind != "NONE" and time.time() < ends_at + grace
        messages = [] if valid or not present else [{"kind": "Error", "code": "Expired",
                                                      "message": "subscription expired on " + ends}]
        return {"version": self.core.version.text if present else None,
                "installationVersion": self.core.version.text, "customer": header.get("customer", "Lab")
                if present else "None", "customerCode": header.get("code"), "dealer": "BlueMind",
                "distributor": "BlueMind", "kind": kind if present else "NONE", "starts": None,
                "ends": ends_at * 1000 if present else None, "valid": valid,
                "pubKeyFingerprint": None, "validProvider": self.provider, "fromTechVersion": None, "indicator": [],
                "contacts": self.contacts(), "messages": messages}

    def _productive(self):
        known = self.informations()
        return known["valid"] and known["kind"] in ("PROD", "HOST")

    # -- the repository file

    def _need_provider(self):
        if not self.provider:
            raise ServerFault("No subscription provider")

    def _spread(self, content):
        """The same file on every server that it is made for, and on this one."""
        place = paths.DNF_REPOSITORY if b"baseurl=" in content else paths.APT_REPOSITORY
        if place == paths.repository():
            paths.write(place, content, 0o600)
        for item in self.core.servers.all().values():
            client = self.core.servers.node(item)
            if paths.repository(client.exists) == place:
                client.replace(place, content)

    def _retarget_others(self, wanted):
        """Servers of another family have a file of their own, for the same subscription."""
        for item in self.core.servers.all().values():
            client = self.core.servers.node(item)
            place = paths.repository(client.exists)
            content = client.read(place).decode() if place != paths.repository() else ""
            if content:
                client.replace(place, (retarget(content, wanted) + "\n").encode())

    def _install(self, call):
        self._need_provider()
        try:
            content = base64.b64decode(call.body or "", validate=True)
        except binascii.Error:
            raise invalid("subscription is not base64") from None
        self._spread(content)

    def _remove(self):
        self._need_provider()
        paths.remove(paths.repository())

    def _install_archive(self, call):
        self._need_provider()
        if len(call.body) > MAX_ARCHIVE:
            raise ServerFault("Subscription archive is too big", "FAILURE")
        content = entry_of(call.body)
        paths.write(ARCHIVE, call.body, 0o600)
        self._spread(content)

    def _checks_pass(self):
        """A mere warning refuses, and nothing but the log says which check it came from."""
        good = not self.core.version.has("upgrade-checks") or self.checks.all_ok()
        if settings.get("refuse-version"):
            self.checks.report("check.memory", checks.WARNING, "reason.low.memory")
            return False
        return good

    def _set_version(self, call):
        self._need_provider()
        wanted = call.query("version") or ""
        if not TARGET.match(wanted):
            raise invalid("Invalid version: %s" % wanted)
        if not self._checks_pass():
            raise ServerFault("Unable to set upgrade version to: %s - Checks have been failed" % wanted)
        if self.core.version.has("hot-upgrade-refuses") and self.core.hot_upgrades.blocking():
            raise ServerFault("Unable to set upgrade version to: %s - Blocking mandatory Hotupgrades found" % wanted)
        content = paths.read(paths.repository())
        if not content:
            raise ServerFault("No subscription installed")
        self._spread((retarget(content, wanted) + "\n").encode())
        self._retarget_others(wanted)
        self.core.log.info("upgrade version set to %s", wanted)


def entry_of(archive):
    """The entry for this distribution; its name carries the codename."""
    os_release = dict(re.findall(r'^(\w+)="?([^"\n]*)', paths.read("/etc/os-release", ""), re.MULTILINE))
    codename = os_release.get("VERSION_CODENAME", "")
    if "rhel" in os_release.get("ID_LIKE", "").split():
        codename = "rhel" + os_release.get("VERSION_ID", "").partition(".")[0]
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as bundle:
            for name in bundle.namelist():
                if codename in DISTRIBUTIONS and codename in name:
                    return bundle.read(name)
    except zipfile.BadZipFile:
        pass
    raise ServerFault("No subscription file matching server OS found in archive", "FAILURE")


def retarget(content, wanted):
    """The target version is one element of the URL's path; a repository without such an element offers one version
    only, and then just the header says what was asked for."""
    lines = [line for line in content.splitlines() if not line.lower().startswith("# version:")]
    changed = []
    for line in lines:
        if line.startswith(("deb ", "baseurl=")):
            line = " ".join("/".join(wanted if TARGET.match(part) else part for part in word.split("/"))
                            if "://" in word else word for word in line.split(" "))
        changed.append(line)
    return "\n".join(["# Version: " + wanted] + changed)
