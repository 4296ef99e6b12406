#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The packages as dpkg-deb shows them: pins, conflicts, scripts, and the same bytes twice."""
import filecmp
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
OLD, NEW = "4.1.42217", "4.1.48891"


def build(*words):
    return subprocess.run([sys.executable, os.path.join(HERE, "build"), *words], capture_output=True, text=True, check=False)


class Build(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="bm-build-")
        cls.addClassCleanup(folder.cleanup)
        cls.first, cls.second = os.path.join(folder.name, "1"), os.path.join(folder.name, "2")
        done = build(cls.first, OLD, NEW)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr

    def deb(self, name, release):
        return os.path.join(self.first, release, "%s_%s_all.deb" % (name, release))

    def field(self, name, release, field):
        return subprocess.check_output(["dpkg-deb", "-f", self.deb(name, release), field], text=True).strip()

    def scripts(self, name, release):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        subprocess.run(["dpkg-deb", "-e", self.deb(name, release), folder.name], check=True)
        return folder.name

    def contents(self, name, release):
        return subprocess.check_output(["dpkg-deb", "-c", self.deb(name, release)], text=True)

    def test_the_same_bytes_twice(self):
        self.assertEqual(build(self.second, NEW).returncode, 0)
        names = sorted(os.listdir(os.path.join(self.first, NEW)))
        self.assertEqual(names, sorted(os.listdir(os.path.join(self.second, NEW))))
        same, different, broken = filecmp.cmpfiles(os.path.join(self.first, NEW), os.path.join(self.second, NEW), names,
                                                   shallow=False)
        self.assertEqual((len(same), different, broken), (len(names), [], []))

    def test_own_packages_are_pinned(self):
        self.assertIn("bm-conf (= %s)" % OLD, self.field("bm-core", OLD, "Depends"))
        self.assertNotIn("bm-sds-proxy", self.field("bm-mailbox-role", OLD, "Depends"))
        self.assertIn("bm-sds-proxy (= %s)" % NEW, self.field("bm-mailbox-role", NEW, "Depends"))

    def test_postfix_and_ssmtp(self):
        self.assertEqual(self.field("bm-postfix", OLD, "Conflicts"), "ssmtp")
        self.assertEqual(self.field("bm-maintenance-tools", OLD, "Recommends"), "ssmtp")

    def test_scripts_are_shell(self):
        for release in (OLD, NEW):
            for name in os.listdir(os.path.join(self.first, release)):
                folder = self.scripts(name.split("_")[0], release) if release in name else None
                scripts = {"postinst", "prerm", "postrm"} & set(os.listdir(folder)) if folder else set()
                for script in sorted(scripts):
                    done = subprocess.run(["sh", "-n", os.path.join(folder, script)], capture_output=True, check=False)
                    self.assertEqual((name, script, done.stderr), (name, script, b""))

    def test_target_comes_with_4_2(self):
        self.assertNotIn("bluemind.target", self.contents("bm-conf", OLD))
        self.assertIn("bluemind.target", self.contents("bm-conf", NEW))

    def test_conffiles_differ_between_releases(self):
        sums = []
        for release in (OLD, NEW):
            with open(os.path.join(self.scripts("bm-node", release), "md5sums"), encoding="ascii") as stream:
                sums.append([line for line in stream if "rsync.excludes" in line])
        self.assertNotEqual(sums[0], sums[1])
        with open(os.path.join(self.scripts("bm-node", OLD), "conffiles"), encoding="ascii") as stream:
            self.assertEqual(stream.read(), "/etc/bm-node/rsync.excludes\n")

    def test_there_is_something_to_download(self):
        self.assertGreater(os.path.getsize(self.deb("bm-tika", OLD)), 5_000_000)

    def test_unknown_release(self):
        done = build(self.second, "4.1.1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown release 4.1.1", done.stderr)

    def test_debian_packages(self):
        names = build("--list-debian").stdout.split()
        self.assertTrue({"postgresql", "postfix", "nginx", "ssmtp"} <= set(names))
        self.assertFalse([name for name in names if name.startswith("bm-")])


if __name__ == "__main__":
    unittest.main()
