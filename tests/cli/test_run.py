#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plans and runs on servers that are this machine: exit statuses, documents, what is printed, signals."""

import contextlib
import json
import os
import signal
import subprocess
import time
import socket

import cli_kit

LOOK = ('look', '', 'READ -- cat {dir}/input', 'OUTPUT what')
CHANGE = ('change', 'After=look\n', 'MUTATE -- echo ${look.what} >{dir}/${server.name}')


def closed_port():
    """A port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class ExitStatus(cli_kit.CliTest):
    def setUp(self):
        super().setUp()
        self.write('input', 'first\n')
        self.write_pipeline('change', LOOK, CHANGE)

    def run_pipeline(self, status, *steps, words=(), head=''):
        self.write_pipeline('x', *steps, head=head)
        return self.expect(status, 'run', '-y', './x.pipeline', *words)

    def test_done(self):
        result = self.expect(0, 'run', '-y', './change.pipeline')
        self.assertEqual(self.read('two'), 'first\n')
        self.assert_has(result.out, 'change: done; 3 changes on 3 servers.')
        self.assertEqual(result.err, '')

    def test_nothing_to_do(self):
        result = self.run_pipeline(0, LOOK)
        self.assert_has(result.out, 'x: nothing had to be changed; 0 changes on 3 servers.')

    def test_selection(self):
        self.expect(0, 'run', '-y', './change.pipeline', 'two', 'one', 'two')
        self.assertEqual([name for name in ('one', 'two', 'three') if self.exists(name)], ['one', 'two'])

    def test_refused_by_gate(self):
        self.write_platform(more='\n[scripted]\nrefuse-step=change\n')
        result = self.expect(3, 'run', '-y', './change.pipeline')
        self.assert_has(result.err, 'step “change”: scripted: not today')
        self.assert_has(result.err, 'Nothing was changed on any server.')
        self.assertFalse(self.exists('one'))

    def test_refused_by_check(self):
        result = self.run_pipeline(3, ('check', '', 'FINDING inhibitor 2 GiB of memory | give it more'))
        self.assert_has(result.err, '2 GiB of memory; give it more')

    def test_refused_unreachable(self):
        """All servers or none: one that is not there keeps the others from being changed."""
        self.write_platform(more='\n[server four]\naddress=127.0.0.4\nroles=edge\nport=%d\nssh-config=false\n'
                            % closed_port())
        result = self.expect(3, 'run', '-y', './change.pipeline')
        self.assert_has(result.err, 'four: ')
        self.assert_has(result.err, 'Nothing was changed on any server.')
        self.assertFalse(self.exists('one'))
        self.expect(0, 'run', '-y', './change.pipeline', 'one', 'two')

    def test_role_missing(self):
        result = self.run_pipeline(2, LOOK, head='Requires=edge\n')
        self.assert_has(result.err, 'needs a server with the role edge')

    def test_no_step(self):
        result = self.run_pipeline(2, ('look', 'Roles=edge\n', 'READ -- true'))
        self.assert_has(result.err, 'has no step for the selected servers')

    def test_failed(self):
        result = self.run_pipeline(4, ('break', '', 'MUTATE -- echo because >&2; exit 7'))
        self.assert_has(result.err, 'one: step “break”: line 1: “sh -c')
        self.assert_has(result.err, 'ended with status 7:\nbecause')
        self.assertRegex(result.err, r'slipway: `slipway logs \d{8}-\d{6}-[0-9a-f]{4}` tells what was done\n$')

    def test_secrets(self):
        """What is secret is nowhere: not on the screen, not in the journal."""
        result = self.run_pipeline(4, ('break', '', 'HIDE hunter2-hunter2', 'NOTE hunter2-hunter2',
                                       'READ -- echo hunter2-hunter2; exit 1'), words=('-vv',))
        self.assert_has_not(result.out + result.err, 'hunter2')
        self.assert_has(result.err, '[secret]')
        for folder, _, files in os.walk(self.path('state')):
            for name in files:
                with open(os.path.join(folder, name), 'rb') as file:
                    self.assertNotIn(b'hunter2', file.read(), name)

    def test_hostile(self):
        """A server's output cannot write to the terminal as it likes."""
        result = self.run_pipeline(4, ('break', '', "READ -- printf 'x\\\\033]0;owned\\\\007\\\\n'",
                                       "READ -- printf '\\\\033[2Jx' >&2; exit 1"), words=('-vv',))
        self.assert_has_not(result.out + result.err, '\x1b')
        self.assert_has(result.out, '\\x1b]0;owned\\x07')

    def test_some_failed(self):
        result = self.run_pipeline(4, ('try', 'OnFailure=continue\n', 'MUTATE -- test ${server.name} = one'),
                                   ('go', 'After=try\n', 'MUTATE -- touch {dir}/${server.name}'))
        self.assert_has(result.err, 'two: step “try”')
        self.assert_has(result.err, 'three: step “try”')
        self.assertTrue(self.exists('one'))
        self.assertFalse(self.exists('two'))

    def test_budget(self):
        self.write_platform(more='\n[run]\nfailure-budget=0\n')
        self.run_pipeline(6, ('try', 'OnFailure=continue\n', 'MUTATE -- test ${server.name} = one'),
                          ('go', 'After=try\n', 'MUTATE -- touch {dir}/${server.name}'))
        self.assertFalse(self.exists('one'))

    def test_verify(self):
        self.run_pipeline(12, ('change', '', 'MUTATE -- true', 'VERIFY mail does not flow'))

    def test_plugin_at_fault(self):
        self.write('x.pipeline', '[pipeline]\n[step odd]\nKind=zoo.null-without-error\n')
        result = self.expect(1, '--plugin-dir', cli_kit.ZOO, 'run', '-y', './x.pipeline', 'one')
        self.assert_has(result.err, 'plugin null-without-error failed and gave no reason')

    def test_download_only(self):
        result = self.run_pipeline(0, ('get', '', 'CACHE -- touch {dir}/cached', 'DONE 3 packages fetched'),
                                   ('change', '', 'MUTATE -- touch {dir}/changed'), words=('--download-only',))
        self.assert_has(result.out, 'x: prepared, nothing was changed; `slipway run x` does the rest.\n')
        self.assertRegex(result.out, r'(?m)^  two +get +3 packages fetched$')
        self.assert_has_not(result.out, 'nothing had to be changed')
        self.assertTrue(self.exists('cached'))
        self.assertFalse(self.exists('changed'))

    def test_download_only_json(self):
        self.write_pipeline('x', ('get', '', 'CACHE -- true', 'DONE fetched'), ('change', '', 'MUTATE -- true'))
        document = self.expect_json(0, 'slipway.run/1', 'run', '-y', './x.pipeline', 'one', '--download-only')
        self.assertEqual(document['prepared'], [{'server': 'one', 'step': 'get', 'message': 'fetched'}])
        self.assertEqual(document['ceiling'], 'CACHE')

    def test_ceiling_of_the_pipeline(self):
        result = self.run_pipeline(0, ('look', '', 'READ -- true'), head='Ceiling=READ\n')
        self.assert_has(result.out, 'x: looked at 3 servers; nothing was changed.\n')

    def test_not_confirmed(self):
        """No terminal, no -y: nothing happens, whatever standard input says."""
        self.expect(2, 'run', './change.pipeline', stdin='y\n')
        self.assertFalse(self.exists('one'))


class Plan(cli_kit.CliTest):
    def setUp(self):
        super().setUp()
        self.write('input', 'first\n')
        self.write_pipeline('change', LOOK, CHANGE)

    def test_text(self):
        self.write_pipeline('x', (*LOOK, 'NOTE so it is', 'FINDING medium few disks | add one', 'DONE was looked at'),
                            CHANGE, ('fetch', 'Roles=main\n', 'CACHE -- wget x'))
        result = self.expect(0, 'plan', './x.pipeline', 'one', 'two')
        self.assert_golden('plan', result.out)
        self.assertFalse(self.exists('one'))

    def test_exit_code(self):
        self.expect(10, 'plan', '--exit-code', './change.pipeline')
        self.write_pipeline('nothing', LOOK)
        self.expect(0, 'plan', '--exit-code', './nothing.pipeline')

    def test_fails(self):
        os.unlink(self.path('input'))
        result = self.expect(4, 'plan', './change.pipeline', '-o', 'sealed')
        self.assert_has(result.err, 'input')
        self.assertFalse(self.exists('sealed'))

    def test_json(self):
        document = self.expect_json(0, 'slipway.plan/1', 'plan', './change.pipeline')
        self.assertEqual((document['platform'], document['pipeline'], document['changes']), ('kit', 'change', 3))
        self.assertRegex(document['digest'], '^[0-9a-f]{64}$')
        self.assertEqual([server['name'] for server in document['servers']], ['one', 'two', 'three'])
        step = document['servers'][1]['steps'][1]
        self.assertEqual((step['step'], step['kind'], step['plugin'], step['outcome']),
                         ('change', 'scripted.do', 'scripted', 'done'))
        self.assertTrue(step['changes'][0].pop('key'))
        self.assertEqual(step['changes'], [{'effect': 'MUTATE', 'label': 'line 1',
                                            'describe': "sh -c 'echo first >%s/two'" % self.folder}])
        failed = self.expect_json(2, 'slipway.error/1', 'plan', './absent.pipeline')
        self.assertEqual(failed['exit'], 2)

    def test_json_lines(self):
        result = self.expect(0, '--json-lines', 'plan', './change.pipeline')
        events = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual(events[0]['event'], 'run-started')
        self.assertEqual(events[-1]['event'], 'run-finished')

    def test_sealed(self):
        self.expect(0, 'plan', './change.pipeline', '-o', 'sealed')
        self.assertEqual(json.loads(self.read('sealed'))['schema'], 'slipway.plan/1')
        self.expect(0, 'run', '-y', './change.pipeline', '--plan', 'sealed')
        self.assertEqual(self.read('three'), 'first\n')

    def test_stale(self):
        self.expect(0, 'plan', './change.pipeline', '-o', 'sealed')
        self.write('input', 'second\n')
        result = self.expect(9, 'run', '-y', './change.pipeline', '--plan', 'sealed')
        self.assert_has(result.err, 'sealed is no longer what would happen')
        self.assert_has(result.err, "- two: change: MUTATE line 1: sh -c 'echo first >")
        self.assert_has(result.err, "+ two: change: MUTATE line 1: sh -c 'echo second >")
        self.assert_has(result.err, 'nothing was changed')
        self.assertFalse(self.exists('one'))
        self.assertEqual(self.expect_json(9, 'slipway.error/1', 'run', '-y', './change.pipeline', '--plan', 'sealed')
                         ['exit'], 9)

    def test_stale_content(self):
        """What is written is part of the plan, not only where."""
        self.write_pipeline('change', LOOK, ('change', 'After=look\n', 'MUTATE input=${look.what} -- cat >{dir}/made'))
        self.expect(0, 'plan', './change.pipeline', 'one', '-o', 'sealed')
        self.write('input', 'second\n')
        self.expect(9, 'run', '-y', './change.pipeline', 'one', '--plan', 'sealed')
        self.assertFalse(self.exists('made'))
        self.write('input', 'first\n')
        self.expect(0, 'run', '-y', './change.pipeline', 'one', '--plan', 'sealed')
        self.assertEqual(self.read('made'), 'first')

    def test_stale_servers(self):
        """A plan of two servers is no leave to change three."""
        self.expect(0, 'plan', './change.pipeline', 'one', 'two', '-o', 'sealed')
        self.expect(9, 'run', '-y', './change.pipeline', '--plan', 'sealed')
        self.expect(0, 'run', '-y', './change.pipeline', 'one', 'two', '--plan', 'sealed')
        self.assertFalse(self.exists('three'))

    def test_no_plan(self):
        self.write('sealed', '{"schema": "slipway.plan/2", "digest": "x"}')
        self.assert_has(self.expect(2, 'run', '-y', './change.pipeline', '--plan', 'sealed').err, 'is no plan')
        self.write('sealed', 'no json')
        self.expect(2, 'run', '-y', './change.pipeline', '--plan', 'sealed')
        self.expect(2, 'run', '-y', './change.pipeline', '--plan', 'absent')
        self.expect(0, 'plan', './change.pipeline', '-o', 'sealed')
        self.write_pipeline('other', LOOK, CHANGE)
        self.assert_has(self.expect(2, 'run', '-y', './other.pipeline', '--plan', 'sealed').err,
                        'is a plan of pipeline change')
        self.assertFalse(self.exists('one'))

    def test_cannot_seal(self):
        result = self.expect(2, 'plan', './change.pipeline', '-o', 'absent/sealed')
        self.assert_has(result.err, 'absent/sealed')


class Output(cli_kit.CliTest):
    def setUp(self):
        super().setUp()
        self.write('input', 'first\n')
        self.write_pipeline('change', ('look', '', 'READ -- cat {dir}/input', 'OUTPUT what', 'NOTE so it is'),
                            CHANGE)

    def test_lines(self):
        self.assert_golden('run-lines', self.expect(0, 'run', '-y', './change.pipeline', 'one').out)

    def test_verbose(self):
        plain = self.expect(0, 'run', '-y', './change.pipeline', 'one').out
        verbose = self.expect(0, 'run', '-y', '-v', './change.pipeline', 'one').out
        loud = self.expect(0, 'run', '-y', '-vv', './change.pipeline', 'one').out
        self.assert_has_not(plain, 'READ')
        self.assert_has(verbose, 'READ sh -c')
        self.assert_has_not(verbose, '| first')
        self.assert_has(loud, '| first')

    def test_quiet(self):
        result = self.expect(0, 'run', '-y', '-q', './change.pipeline')
        self.assertEqual(len(result.out.splitlines()), 1)
        self.assert_has(result.out, 'change: done')
        self.assertEqual(result.err, '')

    def test_json(self):
        document = self.expect_json(0, 'slipway.run/1', 'run', '-y', './change.pipeline')
        self.assertEqual((document['outcome'], document['changes']), ('done', 3))
        self.assertRegex(document['run'], r'^\d{8}-\d{6}-[0-9a-f]{4}$')

    def test_json_failed(self):
        self.write_pipeline('x', ('break', '', 'MUTATE -- exit 7'))
        document = self.expect_json(4, 'slipway.error/1', 'run', '-y', './x.pipeline', 'one')
        self.assertEqual(document['exit'], 4)
        self.assert_has(document['message'], 'ended with status 7')

    def test_json_lines(self):
        result = self.expect(0, '--json-lines', 'run', '-y', './change.pipeline')
        events = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual({event['schema'] for event in events}, {'slipway.event/1'})
        for event in events:
            self.assertRegex(event['time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$')
        self.assertEqual(events[0]['servers'], ['one', 'two', 'three'])
        self.assertEqual(events[-1]['outcome'], 'done')
        self.assertEqual(sum(event['event'] == 'step-finished' for event in events), 6)
        times = [event['time'] for event in events]
        self.assertEqual(times, sorted(times))

    def test_no_escapes(self):
        """Not a terminal: no colours, however it is called."""
        for env in ({}, {'NO_COLOR': '1'}, {'TERM': 'dumb'}, {'CLICOLOR_FORCE': '1'}):
            result = self.expect(0, 'run', '-y', './change.pipeline', 'one', env=env)
            self.assert_has_not(result.out + result.err, '\x1b')

    def test_reader_goes(self):
        """A pager that was left, or `| head`, does not kill a run half-way."""
        os.mkfifo(self.path('gate'))
        self.write_pipeline('x', ('first', '', 'MUTATE -- cat {dir}/gate'),
                            ('second', '', 'NOTE %s' % ('x' * 1000), 'MUTATE -- touch {dir}/made'))
        process = self.start('run', '-y', '--json-lines', './x.pipeline', 'one', stdout=-1, stderr=-1)
        wait_for_event(process, 'action-started')
        process.stdout.close()
        process.stdout = None
        self.write('gate', '')
        self.assertEqual(process.wait(cli_kit.PATIENCE), 0, process.stderr.read())
        self.assertTrue(self.exists('made'))


def wait_for_event(process, name):
    for line in process.stdout:
        if json.loads(line)['event'] == name:
            return
    raise AssertionError('there was no event %s; %s' % (name, process.stderr.read() if process.stderr else ''))


class Together(cli_kit.CliTest):
    """A run that is held up until the test opens a pipe."""

    def setUp(self):
        super().setUp()
        os.mkfifo(self.path('gate'))
        self.write_pipeline('slow', ('first', '', 'MUTATE -- cat {dir}/gate', 'MUTATE -- touch {dir}/first'),
                            ('second', '', 'MUTATE -- touch {dir}/second'))
        self.process = self.start('run', '-y', '--json-lines', './slow.pipeline', 'one', stdout=-1, stderr=-1)
        wait_for_event(self.process, 'action-started')

    def open_gate(self):
        self.write('gate', '')

    def open_gate_until_it_ends(self):
        """What an earlier process has left behind waits there, too."""
        while self.process.poll() is None:
            with contextlib.suppress(OSError):
                os.close(os.open(self.path('gate'), os.O_WRONLY | os.O_NONBLOCK))
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)

    def end_process(self):
        rest, errors = self.process.communicate(timeout=cli_kit.PATIENCE)
        return cli_kit.Result(self.process.returncode, rest, errors)

    def test_locked(self):
        self.write_pipeline('change', ('change', '', 'MUTATE -- touch {dir}/other'))
        result = self.expect(11, 'run', '-y', './change.pipeline', 'two')
        self.assert_has(result.err, 'platform kit is locked by run ')
        self.assert_has(result.err, 'process %d' % self.process.pid)
        self.assertFalse(self.exists('other'))
        self.expect(0, 'plan', './change.pipeline')
        self.open_gate()
        self.assertEqual(self.end_process().status, 0)
        self.expect(0, 'run', '-y', './change.pipeline', 'two')
        self.assertTrue(self.exists('other'))

    def test_locked_by_the_dead(self):
        """The lock of a process that was killed does not have to be removed by hand."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.write_pipeline('change', ('change', '', 'MUTATE -- touch {dir}/other'))
        result = self.expect(0, 'run', '-y', './change.pipeline', 'two')
        self.assert_has(result.out, 'note')
        self.assertTrue(self.exists('other'))
        self.assert_has(self.expect(0, 'history').out, 'interrupted')

    def detach(self, number):
        began = time.monotonic()
        self.process.send_signal(number)
        result = self.end_process()
        self.assertLess(time.monotonic() - began, 3)   # a second, but for sanitizers on a busy machine
        self.assertEqual(result.status, 130, str(result))
        self.assertEqual(json.loads(result.out.splitlines()[-1])['outcome'], 'detached')
        self.assert_has(result.err, 'what is under way goes on on the servers, and `slipway resume ')
        self.assertFalse(self.exists('first'))

    def test_interrupt(self):
        """What was under way has no outcome then, and is sent again by who goes on, because nobody follows it on this machine."""
        self.detach(signal.SIGINT)
        status = self.expect(0, 'status').out
        self.assert_has(status, 'detached')
        self.assert_has(status, 'no outcome yet of: ')
        self.assert_has(self.expect(0, 'why').out, 'step “first” is interrupted')
        self.process = self.start('resume', '-y', '--json-lines', stdout=-1, stderr=-1)
        wait_for_event(self.process, 'action-started')
        self.open_gate_until_it_ends()
        self.assertEqual(self.end_process().status, 0)
        self.assertTrue(self.exists('second'))

    def test_terminate(self):
        self.detach(signal.SIGTERM)

    def test_hang_up(self):
        self.detach(signal.SIGHUP)

    def test_watched(self):
        """Another terminal sees how it stands."""
        status = self.expect(0, 'status')
        self.assert_has(status.out, 'running')
        self.open_gate()
        self.end_process()
        self.assert_has(self.expect(0, 'status').out, 'done')


class Budget(cli_kit.CliTest):
    def test_budget(self):
        self.write_pipeline('try', ('try', 'OnFailure=continue\n', 'MUTATE -- test ! -e {dir}/bad-${server.name}'),
                            ('go', '', 'MUTATE -- touch {dir}/go-${server.name}'),
                            head='FailureBudget.mailbox=1\n')
        self.write('bad-two', '')
        self.expect(4, 'run', '-y', './try.pipeline')
        self.assertTrue(self.exists('go-three'))
        self.write('bad-three', '')
        for name in os.listdir(self.folder):
            if name.startswith('go-'):
                os.unlink(self.path(name))
        result = self.expect(6, 'run', '-y', './try.pipeline')
        self.assert_has(result.err, '2 of 2 mailbox servers failed, 1 is allowed (2 failed, 0 unreachable, 0 blocked)')
        self.assertEqual(json.loads(self.expect(0, '--json', 'history').out)['runs'][0]['state'], 'stopped')


class Nohup(cli_kit.CliTest):
    def test_hang_up(self):
        """A hang-up that is ignored from the start stays so."""
        os.mkfifo(self.path('gate'))
        self.write_pipeline('slow', ('first', '', 'MUTATE -- cat {dir}/gate', 'MUTATE -- touch {dir}/first'))
        process = self.start('run', '-y', '--json-lines', './slow.pipeline', 'one', stdout=-1, stderr=-1,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        wait_for_event(process, 'action-started')
        process.send_signal(signal.SIGHUP)
        self.write('gate', '')
        process.communicate(timeout=cli_kit.PATIENCE)
        self.assertEqual(process.returncode, 0)
        self.assertTrue(self.exists('first'))


class OtherCommands(cli_kit.CliTest):
    def test_exec(self):
        result = self.expect(0, 'exec', 'one', 'two', '--', 'echo', 'a  b', '$HOME')
        self.assert_has(result.out, '== one (status 0)\na  b $HOME\n')
        self.assert_has(result.out, '== two (status 0)\na  b $HOME\n')
        self.assert_has(result.err, '2 good, 0 failed, 0 unreachable')
        self.assert_has(self.expect(0, 'exec', 'one', '--', 'echo "$HOME"').out, self.path('home'))

    def test_exec_fails(self):
        result = self.expect(4, 'exec', '--', 'echo out; echo err >&2; exit 3')
        self.assert_has(result.out, '== three (status 3)\nout\nerr\n')

    def test_exec_unreachable(self):
        self.write_platform(more='\n[server four]\naddress=127.0.0.4\nroles=edge\nport=%d\nssh-config=false\n'
                            % closed_port())
        result = self.expect(5, 'exec', '--', 'true')
        self.assert_has(result.err, 'four: ')
        self.assert_has(result.err, '3 good, 0 failed, 1 unreachable')
        document = self.expect_json(5, 'slipway.exec/1', 'exec', 'four', '--', 'true')
        self.assertIsNone(document['servers'][0]['status'])
        self.assertTrue(document['servers'][0]['error'])

    def test_exec_json(self):
        document = self.expect_json(0, 'slipway.exec/1', 'exec', 'one', '--', "printf '\\033[31mx'")
        self.assertEqual(document['servers'], [{'server': 'one', 'status': 0, 'stdout': '\\x1b[31mx', 'stderr': '',
                                                'error': None}])

    def test_exec_quiet(self):
        result = self.expect(0, '-q', 'exec', 'one', '--', 'true')
        self.assertEqual((result.out, result.err), ('', ''))

    def test_facts(self):
        result = self.expect(0, 'servers', 'facts', 'one')
        self.assert_has(result.out, '== one\n')
        self.assertRegex(result.out, r'(?m)^os\.family +\S')
        document = self.expect_json(0, 'slipway.facts/1', 'servers', 'facts', 'one')
        self.assertIn('os.family', document['servers'][0]['facts'])
        self.assertIsNone(document['servers'][0]['error'])

    def test_facts_unreachable(self):
        self.write_platform(more='\n[server four]\naddress=127.0.0.4\nroles=edge\nport=%d\nssh-config=false\n'
                            % closed_port())
        self.assert_has(self.expect(5, 'servers', 'facts').err, 'four: ')

    def test_record(self):
        """What was done can be read afterwards."""
        self.write_pipeline('x', ('change', '', 'MUTATE -- echo it is done'))
        run = self.expect_json(0, 'slipway.run/1', 'run', '-y', './x.pipeline', 'one')['run']
        self.assert_has(self.expect(0, 'logs', run).out, 'it is done')
        self.assertEqual(self.expect_json(0, 'slipway.status/1', 'status')['run'], run)
        self.assertEqual(self.expect_json(0, 'slipway.history/1', 'history')['runs'][0]['run'], run)
        for words in (('logs', run), ('status',)):
            json.loads(self.expect(0, '--json', *words).out)


class BigOutput(cli_kit.CliTest):
    def test_much(self):
        """A command that prints without end costs memory in bounds, and its lines are seen."""
        self.write_pipeline('x', ('much', 'Roles=main\n',
                                  'READ -- yes 0123456789abcdef | head -c 1000000; head -c 100000 /dev/zero | tr "\\\\0" y',
                                  'SEEN seen', 'NOTE saw'),
                            ('tell', 'Roles=main\n', 'NOTE ${much.seen}'))
        result = self.expect(0, 'run', '-y', './x.pipeline')
        self.assert_has(result.out, 'longest 4096')


cli_kit.main()
