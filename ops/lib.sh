# shellcheck shell=bash
# What ops/run and ops/test share: talking, and installing what is missing. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

# The oldest versions that will do.
readonly need_rust=1.95 need_postgres=15 need_node=18

say() { printf '%s\n' "$*" >&2; }

# fail MESSAGE [HINT]: ends the script.
fail() {
    say "error: $1"
    [ -z "${2:-}" ] || say "hint: $2"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# at_least NEED HAVE: compares dotted version numbers.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Runs a command as root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "installing packages needs root" "run this as root, or install sudo and give your user the right"
    fi
}

check_rust() {
    # A fresh rustup is not in the PATH of a shell that was open before.
    if ! have cargo && [ -f "${CARGO_HOME:-$HOME/.cargo}/env" ]; then
        # shellcheck source=/dev/null
        . "${CARGO_HOME:-$HOME/.cargo}/env"
    fi
    if ! have cargo || ! have rustc; then
        fail "no Rust toolchain found" "install Rust with rustup (rustup.rs), then run this again"
    fi
    local found
    found=$(rustc --version | awk '{print $2}')
    at_least "$need_rust" "${found%%-*}" ||
        fail "Rust $found is too old, $need_rust or newer is needed" "rustup update stable"
}

# The folder with the newest PostgreSQL server's programs; nothing when there is none new enough.
postgres_bin() {
    local bin newest=
    while read -r bin; do
        [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] && newest=$bin
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V)
    if [ -n "$newest" ]; then
        bin=${newest%/bin}
        at_least "$need_postgres" "${bin##*/}" && printf '%s\n' "$newest"
    fi
    return 0
}

node_will_do() {
    local version
    have node && have npm && version=$(node --version 2>/dev/null) && at_least "$need_node" "${version#v}"
}

libpq_will_do() {
    local found
    found=$(find /usr/lib /usr/local/lib -name libpq.so -print -quit 2>/dev/null)
    [ -n "$found" ]
}

# A Chromium that answers. On Ubuntu /usr/bin/chromium-browser may be a script that only asks for snap.
chromium() {
    local name path
    for name in "${CTS_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        # The file, never this function, which has the same name.
        path=$(type -P "$name") || continue
        if timeout 30 "$path" --version >/dev/null 2>&1; then
            echo "$path"
            return 0
        fi
    done
    return 1
}

arabic_font() { have fc-list && [ -n "$(fc-list ':lang=ar' family 2>/dev/null | grep -i noto || true)" ]; }

# install_missing run|test: installs what building and running (and testing) needs and is not there.
install_missing() {
    local packages=()
    have cc || packages+=(gcc libc6-dev)
    have pkg-config || packages+=(pkg-config)
    libpq_will_do || packages+=(libpq-dev)
    [ -n "$(postgres_bin)" ] || packages+=(postgresql)
    node_will_do || packages+=(nodejs npm)
    [ -e /etc/ssl/certs/ca-certificates.crt ] || packages+=(ca-certificates)
    if [ "$1" = test ]; then
        have shellcheck || packages+=(shellcheck)
        # What `cts ops` writes is checked by the programs it is for.
        have systemd-analyze || packages+=(systemd)
        have nginx || [ -x /usr/sbin/nginx ] || packages+=(nginx)
        have promtool || packages+=(prometheus)
        # Papers are measured, and their QR codes read back.
        have zbarimg || packages+=(zbar-tools)
        have pdftoppm || packages+=(poppler-utils)
        arabic_font || packages+=(fontconfig fonts-noto-core)
        chromium >/dev/null || packages+=("$(chromium_package)")
    fi
    if [ "${#packages[@]}" -gt 0 ]; then
        have apt-get || fail "missing: ${packages[*]}" "this script installs with apt; elsewhere install these by hand"
        say "installing: ${packages[*]}"
        install_packages "${packages[@]}"
    fi
    [ -n "$(postgres_bin)" ] || fail "no PostgreSQL $need_postgres or newer in /usr/lib/postgresql" \
        "install the package postgresql of Debian 12, Ubuntu 24.04 or newer"
    system_user
    node_will_do || fail "no Node.js $need_node or newer with npm" "an older one may come first in PATH: $(command -v node || echo none)"
}

# Root starts the processes below the supervisor as a user of their own.
system_user() {
    if [ "$(id -u)" -ne 0 ] || id cts >/dev/null 2>&1; then return 0; fi
    say "making the system user cts"
    useradd --system --user-group --home-dir /var/lib/cts --shell /usr/sbin/nologin cts ||
        fail "the user cts could not be made" "useradd --system cts"
}

# Ubuntu's chromium is a snap; where snapd does not run, nothing can be installed and the browser stage says so.
chromium_package() {
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then echo chromium-browser; else echo chromium; fi
}

# Daemons are wanted for their programs only: none is started by its installation, nor at the next boot.
keep_services_quiet() {
    local policy=/usr/sbin/policy-rc.d service
    case $1 in
    begin)
        [ -e "$policy" ] || printf '#!/bin/sh\nexit 101 # made by ops/lib.sh\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        ;;
    end)
        if grep -q 'made by ops/lib.sh' "$policy" 2>/dev/null; then as_root rm -f "$policy"; fi
        shift
        for service in "$@"; do
            if [ -d /run/systemd/system ]; then as_root systemctl disable --quiet "$service" || true; fi
        done
        ;;
    esac
}

install_packages() {
    local quiet=() package
    for package in "$@"; do
        case $package in nginx | prometheus) quiet+=("$package") ;; esac
    done
    [ "${#quiet[@]}" -eq 0 ] || keep_services_quiet begin
    local status=0
    install_with_apt "$@" || status=$?
    [ "${#quiet[@]}" -eq 0 ] || keep_services_quiet end "${quiet[@]}"
    [ "$status" -eq 0 ] || exit "$status"
}

install_with_apt() (
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0) created=/etc/postgresql-common/createcluster.d/cts.conf
    as_root "${apt[@]}" update >&2 || fail "apt-get update failed" "check the network and /etc/apt/sources.list"
    local package wanted=()
    for package in "$@"; do
        if [ "$package" = postgresql ]; then
            # CTS has a cluster of its own: keep Debian from making and starting another that nobody uses.
            as_root "${apt[@]}" install -y --no-install-recommends postgresql-common >&2
            as_root mkdir -p "${created%/*}"
            echo 'create_main_cluster = false' | as_root tee "$created" >/dev/null
        fi
        if [ "$package" = chromium-browser ]; then
            as_root "${apt[@]}" install -y chromium-browser >&2 ||
                say "note: Chromium could not be installed; the browser tests will say so"
        else
            wanted+=("$package")
        fi
    done
    local status=0
    [ "${#wanted[@]}" -eq 0 ] || as_root "${apt[@]}" install -y --no-install-recommends "${wanted[@]}" >&2 || status=$?
    if [ -e "$created" ]; then as_root rm -f "$created"; fi
    [ "$status" -eq 0 ] || fail "apt-get could not install: ${wanted[*]}" "its messages stand above"
)

# Components of the toolchain that the checks need.
rust_component() {
    cargo "$1" --version >/dev/null 2>&1 || {
        say "installing: $2"
        rustup component add "$2" >&2 || fail "cargo $1 is missing" "rustup component add $2"
    }
}

# Builds the scripts and styles of the pages when they changed.
build_assets() {
    if [ -x "$root/ops/assets" ]; then "$root/ops/assets"; fi
}
