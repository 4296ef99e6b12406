#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# setup.sh ROOT KEYRING: finishes the image of a Debian server. KEYRING is the key that signs the lab's mirror.
set -eu
root=$1 keyring=$2

# Every server gets keys and an identity of its own.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id" "$root/etc/hostname"
rm -f "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*_*

echo 'en_US.UTF-8 UTF-8' > "$root/etc/locale.gen"
chroot "$root" locale-gen
echo 'LANG=en_US.UTF-8' > "$root/etc/default/locale"

# No way out: names come from /etc/hosts alone, and an unknown one fails at once.
: > "$root/etc/resolv.conf"
install -D -m 0644 "$keyring" "$root/usr/share/keyrings/lab-debian.asc"
echo 'deb [signed-by=/usr/share/keyrings/lab-debian.asc] https://pkg.lab.test/debian bookworm main' \
  > "$root/etc/apt/sources.list"

# Two users for the tests of sudo: one is not asked, one has a password (set for each server).
chroot "$root" useradd --create-home --shell /bin/bash admin
chroot "$root" useradd --create-home --shell /bin/bash --gid operator operator
echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/admin"
echo 'operator ALL=(ALL:ALL) ALL' > "$root/etc/sudoers.d/operator"
chmod 0440 "$root/etc/sudoers.d/admin" "$root/etc/sudoers.d/operator"

echo 'PermitRootLogin prohibit-password' > "$root/etc/ssh/sshd_config.d/lab.conf"

# A journal that survives a power cut, and no apt run that a test did not start.
mkdir -p "$root/var/log/journal"
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
