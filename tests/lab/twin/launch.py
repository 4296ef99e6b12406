#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Start one program of the twin: launch.py core|node|webserver|elasticsearch|standin|cli [ARGUMENT...]."""
import os
import runpy
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    module = sys.argv.pop(1)
    runpy.run_module("bmtwin." + module, run_name="__main__", alter_sys=True)
