#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A run is aborted from another terminal."""

import cli_kit


class Abort(cli_kit.GatedTest):
    def test_abort(self):
        run = self.begin()
        self.expect(2, 'abort', '--no-input')
        aborted = self.ask('abort', '-y')
        self.assertEqual(aborted.status, 0, str(aborted))
        self.assert_has(aborted.out, 'one            safe         step “safe”: 3 services are up')
        self.assert_has(aborted.out, 'two            untouched')
        self.assertEqual(self.finish(run).status, 6)
        self.assertEqual(self.read('safe-one'), 'x\n')
        self.assertFalse(self.exists('safe-two') or self.exists('second-one'))
        self.assert_has(self.expect(0, 'history').out, 'aborted')
        self.assertEqual(self.states(), {'one': 'safe', 'two': 'untouched', 'three': 'untouched'})
        self.assert_has(self.expect(0, 'report').out, 'untouched')
        self.assert_has(self.expect(0, 'why').out, 'one: safe: step “safe”: 3 services are up')
        self.assert_has(self.expect(3, 'resume', '-y').err, 'was aborted and does not go on')
        self.assert_has(self.expect(0, 'abort', '-y', self.run_id()).out, 'is aborted')
        self.assertEqual(self.read('safe-one'), 'x\n')

    def test_abort_json(self):
        self.write_pipeline('fetch', ('get', 'Roles=main\n', 'CACHE -- true'), ('fail', 'Roles=main\n', 'READ -- false'))
        self.expect(4, 'run', '-y', './fetch.pipeline')
        document = self.expect_json(0, 'slipway.abort/1', 'abort', '-y', self.run_id())
        self.assertEqual([state['state'] for state in document['states']], ['fetched', 'untouched', 'untouched'])
        self.assertEqual(document['state'], 'aborted')

    def test_abort_of_a_good_run(self):
        self.write_pipeline('good', ('go', '', 'MUTATE -- true'))
        self.expect(0, 'run', '-y', './good.pipeline')
        self.assert_has(self.expect(3, 'abort', '-y', self.run_id()).err, 'has ended well')

    def test_plan_and_show(self):
        self.assert_has(self.expect(0, 'pipelines', 'show', './slow.pipeline').out, 'when the run is aborted')
        self.assert_has(self.expect(0, 'plan', './slow.pipeline').out, 'safe')


cli_kit.main()
