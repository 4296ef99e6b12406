# SPDX-License-Identifier: LGPL-2.1-or-later
"""The style checker of this tree: see ../README.md."""
