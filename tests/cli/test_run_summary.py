#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a run says of itself when it has ended well."""

import cli_kit

LOOK = ('look', '', 'READ -- true')
FETCH = ('fetch', '', 'CACHE -- touch {dir}/fetched-${server.name}', 'DONE fetched for ${server.name}')
CHANGE = ('change', '', 'MUTATE -- touch {dir}/${server.name}')


class Summary(cli_kit.CliTest):
    def setUp(self):
        super().setUp()
        self.write_pipeline('x', LOOK, FETCH, CHANGE)

    def test_changes(self):
        self.assert_has(self.expect(0, 'run', '-y', './x.pipeline', 'two').out, 'x: done; 1 change on 1 server.')

    def test_prepared(self):
        result = self.expect(0, 'run', '-y', './x.pipeline', '--download-only')
        self.assert_has(result.out, 'x: prepared, nothing was changed; `slipway run x` does the rest.')
        self.assertRegex(result.out, r'two +fetch +fetched for two\n')
        self.assertFalse(self.exists('two'))

    def test_document(self):
        document = self.expect_json(0, 'slipway.run/1', 'run', '-y', './x.pipeline')
        self.assertEqual((document['outcome'], document['changes'], document['prepared']), ('done', 3, []))
        document = self.expect_json(0, 'slipway.run/1', 'run', '-y', './x.pipeline', '--download-only')
        self.assertEqual(sorted(step['server'] for step in document['prepared']), ['one', 'three', 'two'])


cli_kit.main()
