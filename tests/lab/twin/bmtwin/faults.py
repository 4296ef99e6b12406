# SPDX-License-Identifier: LGPL-2.1-or-later
"""The two kinds of refusal that the core knows."""


class ServerFault(Exception):
    """A refusal with an ErrorCode, as the product's own class of that name."""

    def __init__(self, message, code="UNKNOWN"):
        super().__init__(message)
        self.message = message
        self.code = code

    error_type = "ServerFault"


class JavaError(Exception):
    """A Java exception that is not a ServerFault: answered without errorCode."""

    def __init__(self, error_type, message):
        super().__init__(message)
        self.message = message
        self.error_type = error_type


class BadSession(Exception):
    """The X-BM-ApiKey is unknown or has expired."""


def not_found(message):
    return ServerFault(message, "NOT_FOUND")


def invalid(message):
    return ServerFault(message, "INVALID_PARAMETER")


def denied(message):
    return ServerFault(message, "PERMISSION_DENIED")
