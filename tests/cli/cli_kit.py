# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the program share: a home of their own, a platform of servers that are this machine, and TAP."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ['SLW_PROGRAM']
SCRIPTED = os.environ['SLW_SCRIPTED']
ZOO = os.environ['SLW_ZOO']
PATIENCE = 120  # seconds until something that does not come counts as missing

SERVERS = (('one', '127.0.0.1', 'main'), ('two', '127.0.0.2', 'mailbox'), ('three', '127.0.0.3', 'mailbox'))


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __str__(self):
        return 'status %d\n--- stdout\n%s\n--- stderr\n%s' % (self.status, self.out, self.err)


class CliTest(unittest.TestCase):
    """Each test has a folder that is its home, its working folder and where its commands write."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='slipway-cli-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.env = {name: value for name, value in os.environ.items()
                    if not name.startswith(('SLIPWAY_', 'XDG_', 'LC_', 'SSH_')) and name not in ('NO_COLOR', 'LANGUAGE')}
        self.env.update(HOME=self.path('home'), LANG='C.UTF-8', TERM='xterm', XDG_RUNTIME_DIR=self.path('run'),
                        SLIPWAY_LOCK_FOLDER=self.path('lock'), SLIPWAY_JOB_FOLDER=self.path('jobs'))
        for name in ('state', 'config', 'data', 'cache'):
            self.env['XDG_%s_HOME' % name.upper()] = self.path(name)
        self.env['XDG_DATA_DIRS'] = self.env['XDG_CONFIG_DIRS'] = self.path('none')
        os.mkdir(self.env['HOME'], 0o700)
        self.write_platform()

    # --- files ---

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(self.path(name), 0o644)

    def read(self, name):
        with open(self.path(name), encoding='utf-8') as file:
            return file.read()

    def exists(self, name):
        return os.path.exists(self.path(name))

    def write_platform(self, servers=SERVERS, more=''):
        text = '[platform]\nname=kit\n\n[config-backup]\nrequired=no\n'
        for name, address, role in servers:
            text += '\n[server %s]\naddress=%s\nroles=%s\ntransport=local\n' % (name, address, role)
        self.write('platform.ini', text + more)

    def write_pipeline(self, name, *steps, head=''):
        """Each step: its name, more keys as one text, then the lines that it does; {dir} is the folder."""
        text = '[pipeline]\nDescription=A pipeline of the tests\n' + head
        for step, keys, *lines in steps:
            text += '\n[step %s]\nKind=scripted.do\n%s' % (step, keys)
            for number, line in enumerate(lines, 1):
                text += 'Param.%d=%s\n' % (number, line.replace('{dir}', self.folder))
        self.write(name + '.pipeline', text)

    # --- the program ---

    def command(self, *words):
        return [PROGRAM, '--plugin-dir', SCRIPTED, *words]

    def run_plain(self, *words, env=None, stdin=''):
        """Without the folder of the scripted plugin."""
        done = subprocess.run([PROGRAM, *words], cwd=self.folder, env={**self.env, **(env or {})}, timeout=PATIENCE,
                              input=stdin, capture_output=True, encoding='utf-8', errors='surrogateescape')
        return Result(done.returncode, done.stdout, done.stderr)

    def slipway(self, *words, env=None, stdin=''):
        return self.run_plain('--plugin-dir', SCRIPTED, *words, env=env, stdin=stdin)

    def expect(self, status, *words, **more):
        result = self.slipway(*words, **more)
        self.assertEqual(result.status, status, str(result))
        return result

    def expect_json(self, status, schema, *words, **more):
        result = self.expect(status, '--json', *words, **more)
        document = json.loads(result.out)
        self.assertEqual(document['schema'], schema)
        return document

    def start(self, *words, **more):
        """In the background; it is ended at the end of the test whatever happens. As if the tests themselves were not under nohup."""
        more.setdefault('preexec_fn', lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
        process = subprocess.Popen(self.command(*words), cwd=self.folder, env=self.env, encoding='utf-8',
                                   start_new_session=True, **more)
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    # --- what came ---

    def assert_has(self, text, part):
        self.assertTrue(part in text, 'there is no %r in:\n%s' % (part, text))

    def assert_has_not(self, text, part):
        self.assertFalse(part in text, 'there is %r in:\n%s' % (part, text))

    def assert_golden(self, name, text):
        """Compares with golden/NAME, after what differs from run to run was replaced. SLW_UPDATE_GOLDEN writes it."""
        text = self.normalize(text)
        path = os.path.join(HERE, 'golden', name)
        if 'SLW_UPDATE_GOLDEN' in os.environ:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        with open(path, encoding='utf-8') as file:
            wanted = file.read()
        self.maxDiff = None
        self.assertMultiLineEqual(wanted, text, 'SLW_UPDATE_GOLDEN=1 accepts this')

    def normalize(self, text):
        text = text.replace(self.folder, '/DIR').replace(SCRIPTED, '/SCRIPTED').replace(ZOO, '/ZOO')
        text = re.sub(r'\b\d{8}-\d{6}-[0-9a-f]{4}\b', 'RUN', text)
        text = re.sub(r'\b\d\d:\d\d:\d\d\b', 'hh:mm:ss', text)
        text = re.sub(r'\b[0-9a-f]{16}\b', 'DIGEST', text)
        return re.sub(r'\b\d+\.\d s\b', '0.0 s', text)


GATED = ('first', 'Roles=main\n', 'MUTATE -- echo x >>{dir}/at-gate; cat {dir}/gate; echo x >>{dir}/first')
SECOND = ('second', 'After=first\n', 'MUTATE -- echo x >>{dir}/second-${server.name}')
SAFE = ('safe', 'When=abort\n', 'MUTATE -- echo x >>{dir}/safe-${server.name}', 'DONE 3 services are up')


class GatedTest(CliTest):
    """A pipeline whose first step waits at a gate, so that something can be asked of the run meanwhile."""

    def setUp(self):
        super().setUp()
        os.mkfifo(self.path('gate'))
        self.write_pipeline('slow', GATED, SECOND, SAFE)

    def begin(self, *words):
        """A run, or whatever goes on with one, that waits at the gate."""
        before = self.count_at_gate()
        process = self.start(*(words or ('run', '-y', './slow.pipeline')), '--json-lines', stdout=-1, stderr=-1)
        self.wait_until(lambda: 'action-started' in process.stdout.readline())
        self.wait_until(lambda: self.count_at_gate() > before)
        return process

    def count_at_gate(self):
        return len(self.read('at-gate')) if self.exists('at-gate') else 0

    def wait_until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def run_id(self):
        return self.expect_json(0, 'slipway.history/1', 'history')['runs'][0]['run']

    def open_gate(self):
        self.write('gate', '')

    def open_gate_until(self, condition):
        """What an earlier process has left behind waits at the gate, too."""
        def opened():
            try:
                os.close(os.open(self.path('gate'), os.O_WRONLY | os.O_NONBLOCK))
            except OSError:    # nobody waits
                pass
            return condition()
        self.wait_until(opened)

    def finish(self, process):
        out, err = process.communicate(timeout=PATIENCE)
        return Result(process.returncode, out, err)

    def ask(self, *words):
        """Asks, and opens the gate when the run has heard of it."""
        asking = self.start(*words, stdout=-1, stderr=-1)
        self.wait_until(lambda: 'waiting for step' in asking.stderr.readline())
        self.open_gate()
        return self.finish(asking)

    def states(self):
        document = self.expect_json(0, 'slipway.report/1', 'report', '--format', 'json')
        return {state['server']: state['state'] for state in document['states']}

    def kill(self, process):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Tap(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.bad = 0

    def report(self, good, test, more=''):
        self.bad += 0 if good else 1
        print('%s %d - %s%s' % ('ok' if good else 'not ok', self.testsRun, test.id().replace('__main__.', ''), more),
              flush=True)

    def addSuccess(self, test):
        self.report(True, test)

    def addSkip(self, test, reason):
        self.report(True, test, ' # SKIP ' + reason)

    def addFailure(self, test, err):
        self.report(False, test)
        for line in ''.join(traceback.format_exception(*err)).splitlines():
            print('# ' + line.encode('ascii', 'backslashreplace').decode(), flush=True)

    addError = addFailure


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    if len(sys.argv) > 1:
        suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:], sys.modules['__main__'])
    print('1..%d' % suite.countTestCases(), flush=True)
    result = Tap()
    suite.run(result)
    sys.exit(1 if result.bad else 0)
