#!/bin/bash
# A real systemd of a known version, as PID 1 in namespaces of its own: the reference that scenarios are recorded from.
#
#   systemd-host.sh prepare          makes the root file system it runs on, once (a few minutes; needs debootstrap and a Debian mirror)
#   systemd-host.sh boot LAYER       runs it until standard input is closed; prints the pid that its PID 1 has out here, and when
#                                    that has ended `ended` and its exit status
#
# LAYER is an empty directory for what this one run needs; `boot` copies LAYER/seed, if there, over the root before systemd starts.
# Nothing of the machine is changed and nothing is left behind: files go to a tmpfs that ends with the namespaces, /dev is not
# shared, and the control groups are removed. Needs root, overlayfs and a cgroup v2 hierarchy (mounted alone or beside v1).
#
# UPKEEP_SYSTEMD_HOST   where the root file system is kept (/var/tmp/upkeep-systemd-host)
# UPKEEP_SYSTEMD_SUITE  the Debian suite whose systemd it is (trixie: 257)
set -euo pipefail
suite=${UPKEEP_SYSTEMD_SUITE:-trixie}
base=${UPKEEP_SYSTEMD_HOST:-/var/tmp/upkeep-systemd-host}
lower=$base/$suite
mirror=${UPKEEP_SYSTEMD_MIRROR:-http://deb.debian.org/debian}

fail() {
  echo "systemd-host: $*" >&2
  exit 1
}

prepare() {
  [[ -x $lower/usr/bin/systemctl && -x $lower/usr/bin/dbus-daemon ]] && return
  command -v debootstrap >/dev/null || fail "debootstrap is missing (apt-get install debootstrap)"
  mkdir -p "$base"
  rm -rf "$lower.part"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus "$suite" "$lower.part" "$mirror" >"$base/debootstrap.log" 2>&1 ||
    fail "debootstrap failed, see $base/debootstrap.log"
  rm -f "$lower.part"/var/cache/apt/archives/*.deb
  rm -rf "$lower" # one from before it had all that is needed
  mv "$lower.part" "$lower" # last, so that a broken attempt is never taken for a root
}

# Where cgroup v2 is mounted, alone or beside v1.
unified_hierarchy() {
  local place
  for place in /sys/fs/cgroup /sys/fs/cgroup/unified; do
    [[ -e $place/cgroup.procs && -e $place/cgroup.controllers ]] && echo "$place" && return
  done
  fail "no cgroup v2 hierarchy is mounted"
}

boot() {
  local layer=$1 group supervisor reader init= status=0
  [[ -x $lower/usr/bin/systemctl ]] || fail "no root file system yet: run $0 prepare"
  group=$(mktemp --directory "$(unified_hierarchy)/upkeep-systemd-host-XXXXXX")
  # Its control group becomes the root of what it sees, so it is moved there before the namespace is made.
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --fork --kill-child --pid --mount --uts --ipc --cgroup --propagation private "$0" become-init "$layer"
  ) >"$layer/boot.log" 2>&1 </dev/null &
  supervisor=$!
  while [[ -z $init ]] && kill -0 "$supervisor" 2>/dev/null; do
    sleep 0.02
    init=$(cat "/proc/$supervisor/task/$supervisor/children" 2>/dev/null || true)
  done
  echo "${init% }"
  {
    cat >/dev/null || true # until whoever started us closes our input, or dies
    kill -KILL "$supervisor" 2>/dev/null || true
  } <&0 &
  reader=$!
  wait "$supervisor" 2>/dev/null || status=$?
  echo "ended $status"
  kill "$reader" 2>/dev/null || true
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && return
    sleep 0.1
  done
}

make_devices() {
  local dev=$1 name minor
  mount -t tmpfs -o mode=755 tmpfs "$dev"
  for name in null:3 zero:5 full:7 random:8 urandom:9; do
    minor=${name#*:}
    mknod -m 666 "$dev/${name%:*}" c 1 "$minor"
  done
  mkdir "$dev/shm" "$dev/pts"
  ln -s /proc/self/fd "$dev/fd"
  ln -s /proc/self/fd/1 "$dev/stdout"
}

# All that this systemd knows beside the units under test: the journal, a message bus, and bare targets for what
# default dependencies name. So nothing that a machine does when it boots (kernel settings, mounts, devices) is ever
# run.
write_base_units() {
  local root=$1 target
  mkdir "$root/base"
  for target in sysinit basic shutdown; do
    printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >"$root/base/$target.target"
  done
  printf '[Unit]\nDefaultDependencies=no\nWants=systemd-journald.service dbus.service sysinit.target basic.target\n' \
    >"$root/base/upkeep-test.target"
  cp "$root"/usr/lib/systemd/system/systemd-journald{.service,.socket,-dev-log.socket} "$root/base/"
  # Its way to end itself, as in a container.
  cp "$root"/usr/lib/systemd/system/{exit.target,systemd-exit.service,final.target,umount.target} "$root/base/"
  write_message_bus "$root"
}

# systemctl's freeze and thaw go by it, and Type=dbus. Anyone may take any name.
write_message_bus() {
  local root=$1
  printf '[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=/run/dbus/system_bus_socket\n' >"$root/base/dbus.socket"
  printf '[Unit]\nDefaultDependencies=no\nRequires=dbus.socket\n[Service]\nType=notify\nNotifyAccess=main\n' >"$root/base/dbus.service"
  printf 'ExecStart=/usr/bin/dbus-daemon --config-file=/base/bus.conf --address=systemd: --nofork --nopidfile\n' >>"$root/base/dbus.service"
  cat >"$root/base/bus.conf" <<'CONFIG'
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
CONFIG
}

become_init() {
  local layer=$1 root=$1/root
  mkdir -p "$layer/tmp"
  mount -t tmpfs tmpfs "$layer/tmp"
  mkdir "$layer/tmp/upper" "$layer/tmp/work"
  mkdir -p "$root"
  mount -t overlay -o "lowerdir=$lower,upperdir=$layer/tmp/upper,workdir=$layer/tmp/work" overlay "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  make_devices "$root/dev"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mkdir -p "$root/run/lock" "$root/units" "$root/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' >"$root/etc/systemd/journald.conf.d/test.conf"
  write_base_units "$root"
  [[ ! -d $layer/seed ]] || cp -a "$layer/seed/." "$root/"
  cd "$root"
  mkdir -p old-root
  pivot_root . old-root
  umount --lazy /old-root
  exec env -i container=upkeep-test PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin SYSTEMD_UNIT_PATH=/units:/base \
    /usr/lib/systemd/systemd --system --unit=upkeep-test.target --log-target=journal --log-level=info --show-status=no
}

case ${1:-} in
  prepare) prepare ;;
  boot) boot "${2:?a directory is wanted}" ;;
  become-init) become_init "$2" ;;
  *)
    sed -n '2,13s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
