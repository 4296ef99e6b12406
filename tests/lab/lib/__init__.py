# SPDX-License-Identifier: LGPL-2.1-or-later
"""The parts of tests/lab/lab; one file per thing that the lab is made of."""
