#!/bin/sh
# Runs lerwq: finds Java, builds on first use, and becomes the application (so that signals and exit
# codes are the application's own). `app --help` lists the commands.
set -eu

fail() {
  echo "app: $*" >&2
  exit 2
}

# The directory of this file, through any symbolic links.
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
home=$(cd "$(dirname "$self")" && pwd -P)

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no $java. Point it at a JDK 17 or newer, or unset it."
  else
    java=$(command -v java) ||
      fail "no Java found. Install a JDK 17 or newer, and put it on the PATH or in JAVA_HOME."
  fi
}

# Reads the version from the JDK's release file, since asking Java itself costs a start of it.
java_major() {
  real=$(readlink -f "$java" 2>/dev/null || echo "$java")
  release=${real%/bin/java}/release
  version=
  if [ -r "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release")
  fi
  if [ -z "$version" ]; then
    version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  case $version in
    1.*) version=${version#1.} ;;
  esac
  echo "${version%%[!0-9]*}"
}

stale() {
  [ ! -f "$jar" ] && return 0
  [ -d "$home/src/main" ] || return 1
  [ -n "$(find "$home/pom.xml" "$home/src/main" -newer "$jar" 2>/dev/null | head -n 1)" ]
}

build() {
  [ -x "$home/mvnw" ] || fail "$jar is missing, and there is nothing here to build it from."
  [ -x "${java%/java}/javac" ] || [ -x "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")/javac" ] ||
    fail "building needs a JDK; $java is a runtime without a compiler."
  # One build at a time: others wait for it, and then find that there is nothing left to do.
  mkdir -p "$home/target"
  lock=$home/target/app-build.lock
  until mkdir "$lock" 2>/dev/null; do
    if [ -n "$(find "$lock" -maxdepth 0 -mmin +15 2>/dev/null)" ]; then
      rmdir "$lock" 2>/dev/null || :
    else
      sleep 1
    fi
  done
  trap 'rmdir "$lock" 2>/dev/null || :' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if ! stale; then
    unlock
    return 0
  fi
  echo "app: building (this is done once, and again when the source changes)..." >&2
  commit=$(git -C "$home" rev-parse --short HEAD 2>/dev/null || echo unknown)
  log=$home/target/app-build.log
  if ! (cd "$home" && ./mvnw -B -q -DskipTests -Dspotless.check.skip=true \
      -Dgit.commit="$commit" package) >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "the build failed; the whole log is $log"
  fi
  touch "$jar"
  unlock
}

unlock() {
  rmdir "$lock" 2>/dev/null || :
  trap - EXIT INT TERM
}

find_java
major=$(java_major)
[ -n "$major" ] || fail "$java does not say which version it is. Set JAVA_HOME to a JDK 17 or newer."
[ "$major" -ge 17 ] || fail "$java is Java $major, and lerwq needs 17 or newer. Set JAVA_HOME to a newer one."

# A distribution has the jar beside this file; a source tree builds it.
if [ -f "$home/app.jar" ]; then
  jar=$home/app.jar
else
  jar=$home/target/quarkus-app/app.jar
  if stale; then
    build
  fi
fi

# Commands are short or mostly wait: a small heap, one compiler, the simplest collector. The reflector
# works for its living and gets the JVM's own choice.
case ${1:-} in
  reflector) tuning= ;;
  *) tuning="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" ;;
esac

# shellcheck disable=SC2086 # options are words
exec "$java" $tuning ${LERWQ_JAVA_OPTS:-} -jar "$jar" "$@"
