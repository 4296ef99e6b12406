#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# setup.sh ROOT KEY: finishes the image of a redhat server. KEY signs the packages of the system's vendor.
set -eu
root=$1 key=$2

# Every server gets keys and an identity of its own.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id" "$root/etc/hostname"

echo 'en_US.UTF-8 UTF-8' > "$root/etc/locale.gen"
chroot "$root" locale-gen
echo 'LANG=en_US.UTF-8' > "$root/etc/locale.conf"

# No way out: names come from /etc/hosts alone, and an unknown one fails at once.
: > "$root/etc/resolv.conf"

# Two users for the tests of sudo: one is not asked, one has a password (set for each server).
chroot "$root" useradd --create-home --shell /bin/bash admin
chroot "$root" useradd --create-home --shell /bin/bash --gid operator operator
echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/admin"
echo 'operator ALL=(ALL:ALL) ALL' > "$root/etc/sudoers.d/operator"
chmod 0440 "$root/etc/sudoers.d/admin" "$root/etc/sudoers.d/operator"

# sshd goes by its own name here.
rm -f "$root/etc/systemd/system/sshd.service" "$root/etc/systemd/system/multi-user.target.wants/ssh.service"
grep -v '^Alias=' "$root/usr/lib/systemd/system/ssh.service" > "$root/usr/lib/systemd/system/sshd.service"
rm "$root/usr/lib/systemd/system/ssh.service"
rm -f "$root/etc/init.d/ssh" # systemd would make a second service of it, which races with this one for the port
ln -s /usr/lib/systemd/system/sshd.service "$root/etc/systemd/system/multi-user.target.wants/sshd.service"
echo 'PermitRootLogin prohibit-password' > "$root/etc/ssh/sshd_config.d/lab.conf"

# A journal that survives a power cut, and no run of dnf that a test did not start.
mkdir -p "$root/var/log/journal"
for unit in dnf-makecache.timer dnf-automatic.timer apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
  e2scrub_all.timer fstrim.timer; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

printf 'postmaster: root\nmailer-daemon: postmaster\n' > "$root/etc/aliases"

# What makes a system one of Debian's. Nothing is to take this one for it.
rm -f "$root"/usr/bin/apt* "$root"/usr/bin/dpkg* "$root"/usr/sbin/dpkg* "$root"/usr/bin/debconf* "$root"/usr/bin/deb-systemd-* \
  "$root"/usr/bin/ucf* "$root"/usr/sbin/update-rc.d "$root/etc/debian_version" "$root"/etc/dpkg "$root/etc/issue.net" 2> /dev/null || :
rm -rf "$root"/etc/apt "$root"/etc/dpkg "$root"/var/lib/apt "$root"/var/lib/dpkg/info "$root"/var/lib/dpkg/[!a]* "$root"/var/cache/apt \
  "$root"/var/cache/debconf "$root"/usr/lib/apt "$root"/usr/share/debconf "$root"/usr/sbin/addgroup "$root"/usr/sbin/adduser \
  "$root"/var/log/apt "$root"/var/log/dpkg.log

cp "$(dirname "$0")/os-release" "$root/usr/lib/os-release"
ln -sf ../usr/lib/os-release "$root/etc/os-release"
release=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' "$root/usr/lib/os-release" | sed 's/Linux/Linux release/')
echo "$release" > "$root/etc/almalinux-release"
ln -sf almalinux-release "$root/etc/redhat-release"
ln -sf almalinux-release "$root/etc/system-release"
printf '%s\nKernel \\r on an \\m\n' "$release" > "$root/etc/issue"

# dnf as the vendor sets it up, but for plugins that Debian ships in a state that does not work with its dnf.
rm -rf "$root/root/.rpmdb"
mkdir -p "$root/etc/rpm" "$root/etc/yum.repos.d" "$root/etc/pki/rpm-gpg" "$root/etc/pki/tls/certs" "$root/etc/dnf/modules.d" "$root/etc/dnf/modules.defaults.d"
echo '%_dbpath /var/lib/rpm' > "$root/etc/rpm/macros.dbpath"
cat > "$root/etc/dnf/dnf.conf" << 'END'
[main]
gpgcheck=1
installonly_limit=3
clean_requirements_on_remove=True
best=True
skip_if_unavailable=False
END
for plugin in local config-manager show-leaves; do
  printf '[main]\nenabled = 0\n' > "$root/etc/dnf/plugins/$plugin.conf"
done
ln -sf /etc/ssl/certs/ca-certificates.crt "$root/etc/pki/tls/certs/ca-bundle.crt"
ln -sf dnf-3 "$root/usr/bin/yum"
install -m 0644 "$key" "$root/etc/pki/rpm-gpg/RPM-GPG-KEY-AlmaLinux"
for repo in "$(dirname "$0")"/*.repo; do
  install -m 0644 "$repo" "$root/etc/yum.repos.d/${repo##*/}"
done
