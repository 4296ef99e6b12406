# SPDX-License-Identifier: LGPL-2.1-or-later
"""Log files in the product's manner: one file per service, times in GMT."""
import logging
import os
import time

from . import paths


def open_log(service, path):
    """The logger of a service, appending to its file."""
    target = paths.at(path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    handler = logging.FileHandler(target, encoding="utf-8", errors="backslashreplace")
    form = logging.Formatter("%(asctime)s,%(msecs)03d [%(threadName)s] %(name)s %(levelname)s - %(message)s",
                             "%Y-%m-%d %H:%M:%S")
    form.converter = time.gmtime
    handler.setFormatter(form)
    logger = logging.getLogger(service)
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return logger
