# SPDX-License-Identifier: LGPL-2.1-or-later
"""A stateful stand-in for the parts of BlueMind that an installer and updater talks to."""
