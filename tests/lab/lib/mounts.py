# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is mounted below a folder."""

import re

from .run import LabError, run, wait_for


def below(folder):
    """Mount points at or below a folder, the deepest first."""
    points = []
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        for line in file:
            point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), line.split()[4])
            if point == str(folder) or point.startswith(f"{folder}/"):
                points.append(point)
    return points[::-1]


def unmount_below(folder):
    """Unmounts all of it. A process just killed may hold a mount for a moment more."""
    def gone():
        for point in below(folder):
            run("umount", point, check=False)
        return not below(folder)

    try:
        wait_for(f"{folder} unmounted", gone, 10)
    except LabError as error:
        raise LabError(f"{error}; still mounted: {', '.join(below(folder))} (fuser -vm names who uses it)") from error
