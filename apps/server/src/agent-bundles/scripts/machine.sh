# --- what is here

detect_platform() {
  case $(uname -s) in Linux) os=linux ;; Darwin) os=macOS ;; *) os=$(uname -s) ;; esac
  case $(uname -m) in x86_64 | amd64) arch=x64 ;; aarch64 | arm64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
  libc=
  platform=any
  if [ "$os" = linux ]; then
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || libc=musl
    case $libc in
      glibc\ 2.[0-9] | glibc\ 2.1[0-9] | glibc\ 2.2[0-7] | musl) ;;
      *) platform=linux-$arch ;;
    esac
  fi
  bundle=$(printf '%s\n' "$bundles" | grep "^$platform ") || bundle=
  if [ -z "$bundle" ] && [ "$platform" != any ]; then
    platform=any
    bundle=$(printf '%s\n' "$bundles" | grep '^any ') || bundle=
  fi
  [ -n "$bundle" ] || die no_bundle "the server has no agent for $os on $arch${libc:+ with $libc}" \
    "On the server: npm run bundles. It has: $(printf '%s\n' "$bundles" | cut -d ' ' -f 1 | tr '\n' ' ')"
  # Four words without blanks: they come from the server's own index.
  # shellcheck disable=SC2086
  set -- $bundle
  filename=$2 sha256=$3 size=$4
  [ "$platform" != any ] || need_node
}

need_node() {
  has node || die no_runtime "the server has no agent with a runtime for $os on $arch${libc:+ with $libc}, and there is no node on PATH" \
    "Install Node 20.19 or newer with the package manager of this machine, and run this again."
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    die runtime_too_old "$(command -v node) is $(node --version); the agent needs 20.19 or newer" "Install a newer Node."
}

need_tools() {
  if has curl; then fetcher=curl; elif has wget; then fetcher=wget; else
    die no_fetcher "there is neither curl nor wget" "Install one of them with the package manager of this machine."
  fi
  if has sha256sum; then hasher=sha256sum; elif has shasum; then hasher=shasum; elif has openssl; then hasher=openssl; else
    die no_hasher "there is no sha256sum, shasum or openssl" "Install coreutils or openssl, so that the download can be checked."
  fi
  has tar || die no_tar "there is no tar" "Install tar with the package manager of this machine."
  has gzip || die no_gzip "there is no gzip" "Install gzip with the package manager of this machine."
}

fetch() {
  case $fetcher in
    curl) curl -fsSL --connect-timeout 20 -o "$2" "$1" ;;
    wget) wget -q -T 60 -O "$2" "$1" ;;
  esac
}

digest_of() {
  case $hasher in
    sha256sum) sha256sum "$1" | cut -d ' ' -f 1 ;;
    shasum) shasum -a 256 "$1" | cut -d ' ' -f 1 ;;
    openssl) openssl dgst -sha256 "$1" | sed 's/.* //' ;;
  esac
}

existing_parent() {
  parent=$1
  while [ ! -d "$parent" ]; do parent=$(dirname "$parent"); done
  printf '%s\n' "$parent"
}

check_machine() {
  for folder in "$prefix" "$bin" "$root"; do
    parent=$(existing_parent "$folder")
    [ -w "$parent" ] || die no_permission "$parent cannot be written by this user" "Run this as root, or give --prefix, --bin and --root folders of your own."
  done
  if [ -e "$program" ] || [ -L "$program" ]; then
    [ "$(readlink "$program" 2>/dev/null)" = "$prefix/current/bin/goherd-agent" ] ||
      die command_taken "$program is something else" "Move it away, or give --bin another folder."
  fi
  free=$(df -Pk "$(existing_parent "$prefix")" | awk 'NR == 2 { print $4 }')
  needed=$((size / 1024 * 5))
  case $free in
    *[!0-9]* | '') ;;
    *) [ "$free" -ge "$needed" ] ||
      die disk_full "$(existing_parent "$prefix") has $((free / 1024)) MB free, the agent needs $((needed / 1024)) MB" "Free some space, or give --prefix another place." ;;
  esac
}

