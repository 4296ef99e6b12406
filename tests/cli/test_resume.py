#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs that were killed and go on, on servers that are this machine."""

import os
import signal
import unittest

import cli_kit

LOOK = ('look', '', 'READ -- echo ${server.name} >>{dir}/looked; cat {dir}/input', 'OUTPUT what')
ONCE = ('once', 'After=look\n', 'MUTATE -- echo ${look.what} >>{dir}/once-${server.name}')
DIE = ('die', 'After=once\nRoles=main\n',
       'MUTATE -- if [ ! -e {dir}/died ]; then touch {dir}/died; kill -9 $$PPID; exit; fi; echo x >>{dir}/end')
FAIL = ('fail', 'After=look\nRoles=main\n', 'MUTATE -- test -e {dir}/mended')


class Resume(cli_kit.CliTest):
    def setUp(self):
        super().setUp()
        self.write('input', 'first\n')
        self.write_pipeline('die', LOOK, ONCE, DIE)
        self.write_pipeline('fail', LOOK, FAIL)
        self.write_pipeline('good', LOOK, ONCE)

    def run_id(self):
        return self.expect_json(0, 'slipway.history/1', 'history')['runs'][0]['run']

    def die(self):
        self.expect(-9, 'run', '-y', './die.pipeline')

    def test_killed(self):
        """What was done is not done again, what is read is the same, and the run ends as if nothing had been."""
        self.die()
        self.assert_has(self.expect(0, 'status').out, 'interrupted')
        self.write('input', 'second\n')
        result = self.expect(0, 'resume', '-y')
        self.assert_has(result.out, 'done; 4 changes on 3 servers')
        self.assert_has(result.out, 'steps were done by an earlier process')
        self.assert_has_not(result.out, ' look ')
        for name in ('one', 'two', 'three'):
            self.assertEqual(self.read('once-' + name), 'first\n')
        self.assertEqual(sorted(self.read('looked').split()), ['one', 'three', 'two'])
        self.assertEqual(self.read('end'), 'x\n')
        self.assertEqual(len(self.expect_json(0, 'slipway.history/1', 'history')['runs']), 1)

    def test_failed(self):
        self.expect(4, 'run', '-y', './fail.pipeline')
        self.expect(4, 'resume', '-y', self.run_id())
        self.write('mended', '')
        self.expect(0, 'resume', '-y', self.run_id()[:13])
        self.assertEqual(sorted(self.read('looked').split()), ['one', 'three', 'two'])

    def test_failed_of_an_answer(self):
        """A status that the plugin expects, and fails because of: it is asked again, and what came before is not."""
        self.fail_of('MUTATE expect=1 -- test -e {dir}/mended')

    def test_failed_of_a_large_status(self):
        """That of dnf whose lock is held; of HTTP it would be a good one."""
        self.fail_of('MUTATE expect=200 -- test -e {dir}/mended || exit 200')

    def test_failed_after_a_success(self):
        """What went well is not done again, though the step failed after it."""
        self.write_pipeline('judge', ('judge', 'Roles=main\n', 'MUTATE -- echo x >>{dir}/well',
                                      'READ expect=1 -- test -e {dir}/mended', 'JUDGE it is not mended'))
        self.expect(4, 'run', '-y', './judge.pipeline')
        self.write('mended', '')
        self.expect(0, 'resume', '-y')
        self.assertEqual(self.read('well'), 'x\n')

    def fail_of(self, line):
        self.write_pipeline('judge', ('judge', 'Roles=main\n', 'MUTATE expect=3 -- echo x >>{dir}/before; exit 3',
                                      line, 'JUDGE it is not mended'))
        self.assert_has(self.expect(4, 'run', '-y', './judge.pipeline').err, 'it is not mended')
        self.assert_has(self.expect(4, 'resume', '-y').err, 'it is not mended')
        self.write('mended', '')
        self.expect(0, 'resume', '-y')
        self.assertEqual(self.read('before'), 'x\n')

    def test_ended_well(self):
        self.expect(0, 'run', '-y', './good.pipeline')
        self.assert_has(self.expect(0, 'resume', '-y').out, 'there is nothing to resume')

    def test_changed(self):
        """Who changes the pipeline meanwhile is asked whether that is meant."""
        self.die()
        self.write_pipeline('die', LOOK, ONCE, DIE, ('more', '', 'MUTATE -- touch {dir}/more'))
        result = self.expect(9, 'resume', '-y')
        self.assert_has(result.err, 'something has changed: pipeline')
        self.assertFalse(self.exists('more'))
        self.expect(0, 'resume', '-y', '--accept-changes')
        self.assertTrue(self.exists('more'))

    def test_sets_and_servers(self):
        self.write_pipeline('set', ('say', '', 'MUTATE -- test -e {dir}/go && echo ${set.word} >{dir}/say-${server.name}'))
        self.expect(4, 'run', '-y', './set.pipeline', 'two', '--set', 'word=it')
        self.write('go', '')
        self.expect(0, 'resume', '-y')
        self.assertEqual(self.read('say-two'), 'it\n')
        self.assertFalse(self.exists('say-one'))

    def test_no_run(self):
        self.assert_has(self.expect(2, 'resume', '-y').err, 'has no run that could go on')
        self.expect(2, 'resume', '-y', 'nonsense')

    def test_plan(self):
        self.expect(0, 'plan', './good.pipeline')
        self.assert_has(self.expect(2, 'resume', '-y', self.run_id()).err, 'was a plan')


@unittest.skipIf(os.geteuid() != 0, 'a job needs root')
class LocalJob(cli_kit.GatedTest):
    """What changes this machine goes on without whoever began it, once."""

    def setUp(self):
        super().setUp()
        name, keys, line = cli_kit.GATED
        self.write_pipeline('slow', (name, keys, line.replace('MUTATE', 'MUTATE root')), cli_kit.SECOND)

    def go_on(self):
        resumed = self.start('resume', '-y', stdout=-1, stderr=-1)
        self.open_gate_until(lambda: self.exists('first'))
        result = self.finish(resumed)
        self.assertEqual(result.status, 0, str(result))
        self.assertEqual(self.read('at-gate') + self.read('first'), 'x\nx\n')
        self.assertTrue(self.exists('second-one'))
        self.assertFalse(self.exists('jobs'))

    def test_killed(self):
        self.kill(self.begin())
        self.go_on()

    def test_each_line_once(self):
        """Who goes on follows the job from its first line; who reads sees none of them twice."""
        name, keys, line = cli_kit.GATED
        self.write_pipeline('slow', (name, keys, line.replace('MUTATE -- ', 'MUTATE root -- echo begun; echo odd >&2; ') + '; echo ended'))
        run = self.begin()
        self.wait_until(lambda: '! odd' in self.expect(0, 'logs', self.run_id()).out)
        self.kill(run)
        resumed = self.start('resume', '-y', stdout=-1, stderr=-1)
        self.open_gate_until(lambda: self.exists('first'))
        self.assertEqual(self.finish(resumed).status, 0)
        logs = self.expect(0, 'logs', self.run_id()).out
        self.assertEqual([logs.count(line) for line in ('| begun', '! odd', '| ended')], [1, 1, 1], logs)

    def test_kept_on_failure(self):
        """Who looks for the reason finds the job's folder; when all is well it goes."""
        self.write_pipeline('bad', ('bad', '', 'MUTATE root -- test -e {dir}/mended'))
        self.expect(4, 'run', '-y', './bad.pipeline')
        self.assertTrue(self.exists('jobs'))
        self.write('mended', '')
        self.expect(0, 'resume', '-y')
        self.assertFalse(self.exists('jobs'))

    def test_detached(self):
        run = self.begin()
        os.killpg(run.pid, signal.SIGINT)
        self.assertEqual(self.finish(run).status, 130)
        self.go_on()


cli_kit.main()
