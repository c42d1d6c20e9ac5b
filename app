#!/bin/sh
# Runs lerwq: finds Java, builds on first use, and becomes the application (so that signals and exit
# codes are the application's own). `app --help` lists the commands.
#
# Starts are fast because the JVM maps an archive of classes that it would otherwise read, check and
# lay out anew. One archive fits one JDK and one build. It is made with the build, and made again in
# the background when it is missing or fits no more; a start never waits for it and never fails for
# it. LERWQ_ARCHIVE=now makes it and does nothing else; LERWQ_ARCHIVE=off neither uses nor makes one.
set -eu

fail() {
  echo "app: $*" >&2
  exit 2
}

# The directory of this file, through any symbolic links. Other programs are called only where the
# shell cannot do it itself: each costs a start a millisecond or two.
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
case $self in
  */*) home=$(cd "${self%/*}/" && pwd -P) ;;
  *) home=$(pwd -P) ;;
esac

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no $java. Point it at a JDK 17 or newer, or unset it."
  else
    java=$(command -v java) ||
      fail "no Java found. Install a JDK 17 or newer, and put it on the PATH or in JAVA_HOME."
  fi
  if [ -L "$java" ]; then
    java=$(readlink -f "$java" 2>/dev/null || echo "$java")
  fi
}

# Reads which Java it is from the JDK's release file, since asking Java itself costs a start of it.
read_release() {
  version=
  build=
  release=${java%/bin/java}/release
  if [ -r "$release" ]; then
    while IFS='=' read -r key value; do
      value=${value#\"}
      value=${value%\"}
      case $key in
        JAVA_VERSION) version=$value ;;
        JAVA_RUNTIME_VERSION) build=${build:-$value} ;;
        IMPLEMENTOR_VERSION) build=$value ;;
      esac
    done <"$release"
  fi
  if [ -z "$version" ]; then
    version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  case $version in
    1.*) version=${version#1.} ;;
  esac
  major=${version%%[!0-9]*}
  [ -n "$major" ] || fail "$java does not say which version it is. Set JAVA_HOME to a JDK 17 or newer."
  [ "$major" -ge 17 ] || fail "$java is Java $major, and lerwq needs 17 or newer. Set JAVA_HOME to a newer one."
}

stale() {
  [ ! -f "$jar" ] && return 0
  [ -d "$home/src/main" ] || return 1
  [ -n "$(find "$home/pom.xml" "$home/src/main" -newer "$jar" 2>/dev/null)" ]
}

# Takes a lock, or takes over one that was left behind.
lock() {
  mkdir "$1" 2>/dev/null && return 0
  if [ -n "$(find "$1" -maxdepth 0 -mmin +15 2>/dev/null)" ]; then
    rmdir "$1" 2>/dev/null || :
    mkdir "$1" 2>/dev/null && return 0
  fi
  return 1
}

build() {
  [ -x "$home/mvnw" ] || fail "$jar is missing, and there is nothing here to build it from."
  [ -x "${java%/java}/javac" ] || fail "building needs a JDK; $java is a runtime without a compiler."
  # One build at a time: others wait for it, and then find that there is nothing left to do.
  mkdir -p "$home/target"
  lock=$home/target/app-build.lock
  until lock "$lock"; do
    sleep 1
  done
  trap 'rmdir "$lock" 2>/dev/null || :' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if stale; then
    echo "app: building (this is done once, and again when the source changes)..." >&2
    commit=$(git -C "$home" rev-parse --short HEAD 2>/dev/null || echo unknown)
    log=$home/target/app-build.log
    if ! (cd "$home" && ./mvnw -B -q -DskipTests -Dspotless.check.skip=true \
        -Dgit.commit="$commit" package) >"$log" 2>&1; then
      tail -n 40 "$log" >&2
      fail "the build failed; the whole log is $log"
    fi
    touch "$jar"
    find_archive
    make_archives || :
  fi
  rmdir "$lock" 2>/dev/null || :
  trap - EXIT INT TERM
}

# Where the archive is: beside the jar, or in a directory of this user if that cannot be written. Its
# name has in it what it fits: the place of the jars, and the build of the JDK.
find_archive() {
  flatten "$home"
  name=classes$flat-$build
  archive=${jar%/*}/$name-$kind.jsa
  if [ ! "$archive" -nt "$jar" ] && [ ! -w "${jar%/*}" ]; then
    cache=${CACHE_DIRECTORY:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}}/lerwq
    archive=$cache/$name-$kind.jsa
  fi
  archives=${archive%-"$kind".jsa}
}

flatten() {
  set -f
  IFS=/
  # shellcheck disable=SC2086 # it is to be split
  set -- $1
  IFS=-
  flat=$*
  unset IFS
  set +f
}

# Makes the archives, unless somebody else does at the moment. Quiet, and never half a file.
make_archives() (
  set +e
  exec >/dev/null 2>&1 </dev/null
  trap '' HUP
  mkdir -p "${archives%/*}" && lock "$archives.lock" || exit 1
  draft=$archives.$$
  trap 'rm -f "$draft" "$draft.jar" "$draft.list"; rmdir "$archives.lock"' EXIT
  trap 'exit 1' INT TERM
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS NOTIFY_SOCKET WATCHDOG_USEC WATCHDOG_PID
  # How Java starts an application from its jar is learnt by doing so.
  "$java" -Xshare:off -XX:DumpLoadedClassList="$draft.list" -jar "$jar" list-acls --help
  grep '^@lambda-[a-z]* sun/launcher/' "$draft.list" >"$draft.jar"
  for kind in application commands; do
    # An archive of their own for commands, which run without the framework and the broker: what lies in
    # memory beside a class in use is mapped with it, which would cost an executor 40 MB.
    "$java" -Xshare:off -XX:DumpLoadedClassList="$draft.list" -cp "$jar" dev.lerwq.training.Training "$kind"
    [ "$kind" = commands ] || cat "$draft.jar" >>"$draft.list"
    "$java" -Xshare:dump -XX:SharedClassListFile="$draft.list" -XX:SharedArchiveFile="$draft" -cp "$jar"
    if [ -s "$draft" ]; then
      chmod 644 "$draft" && touch "$draft" && mv -f "$draft" "$archives-$kind.jsa"
    else
      # Not tried again for this build: it takes seconds.
      touch "$archives.failed"
      exit 1
    fi
  done
)

# Adds the archive to the JVM's options, or has it made for the starts to come.
use_archive() {
  if [ "$archive" -nt "$jar" ]; then
    # At a fixed address: moved, every page of it would be copied at every start. And whatever the JVM
    # thinks of the archive is no output of the command's.
    no_talk=cds*=off
    [ "$major" -lt 24 ] || no_talk=$no_talk,aot*=off
    tuning="$tuning -Xshare:auto -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
    tuning="$tuning -Xlog:disable -Xlog:all=warning,$no_talk:stderr"
    archive_option=-XX:SharedArchiveFile=$archive
  elif [ -n "$build" ] && [ ! "$archives.failed" -nt "$jar" ]; then
    # The shell between has this process let go of it at once.
    (make_archives &)
  fi
}

# Whether a quarter of the memory, which is Java's heap, is a gigabyte or more. On smaller machines, and
# where the operator sizes the heap, a nursery of fixed size would leave too little for the rest.
is_large() {
  case ${LERWQ_JAVA_OPTS:-}${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}${_JAVA_OPTIONS:-} in
    *-Xm[xn]* | *-XX:Max*) return 1 ;;
  esac
  memory=0
  if [ -r /proc/meminfo ]; then
    while read -r key value _; do
      [ "$key" != MemTotal: ] || memory=$((value / 1024))
    done </proc/meminfo
  fi
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    if [ -r "$limit" ] && read -r value <"$limit" && [ "$value" != max ] &&
      [ ${#value} -lt 16 ] && [ $((value / 1048576)) -lt "$memory" ]; then
      memory=$((value / 1048576))
    fi
  done
  [ "$memory" -ge 4096 ]
}

# Commands are short or mostly wait: one compiler, the simplest collector, a heap that begins small and
# gives back. The JVM's own clockwork (it would wake up 25 times a second for statistics, and for locks
# and safepoints that a parked executor does not have) stands still. Netty's buffers come in pieces of
# 128 kB, not 4 MB. The reflector works for its living: both compilers, the collector that costs least, and
# a nursery that is used again instead of growing into all memory there is, and room beside it, since it takes
# a full collection to get more.
# docs/performance.md has the figures.
case ${1:-} in
  reflector)
    kind=application
    tuning=-XX:+UseParallelGC
    if is_large; then
      tuning="$tuning -Xms768m -XX:MaxNewSize=192m"
    fi
    ;;
  *)
    kind=commands
    heap='-Xms16m -Xmn8m'
    case ${1:-} in
      demo) kind=application ;;
      # It waits for most of its life, and what is mapped once stays.
      executor) heap='-Xms10m -Xmn1m' ;;
    esac
    tuning="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5 -XX:+UseSerialGC $heap -Xmx256m -Xss512k"
    tuning="$tuning -XX:ReservedCodeCacheSize=32m -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40"
    tuning="$tuning -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:GuaranteedSafepointInterval=0"
    tuning="$tuning -XX:AsyncDeflationInterval=0 -Dio.netty.allocator.maxOrder=4"
    tuning="$tuning -Djdk.internal.httpclient.selectorTimeout=1200000 -Dvertx.disableDnsResolver=true"
    ;;
esac

# Java refuses two collectors, and the operator's choice is the one that counts.
case " ${LERWQ_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-} " in
  *" -XX:+Use"*"GC "*) tuning=$(printf '%s' "$tuning" | sed 's/-XX:+Use[A-Za-z0-9]*GC//') ;;
esac

find_java
read_release

# Newer Javas write warnings among a command's own words when a library uses memory as netty does.
if [ "$major" -ge 24 ]; then
  tuning="$tuning --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
fi

# A distribution has the jar beside this file; a source tree builds it.
if [ -f "$home/app.jar" ]; then
  jar=$home/app.jar
else
  jar=$home/target/quarkus-app/app.jar
  if stale; then
    build
  fi
fi

archive_option=
case ${LERWQ_ARCHIVE:-auto} in
  off) ;;
  now)
    find_archive
    until make_archives; do
      [ ! "$archive" -nt "$jar" ] || exit 0
      [ -d "$archives.lock" ] || fail "the archive $archive could not be made."
      sleep 1
    done
    exit 0
    ;;
  *)
    find_archive
    use_archive
    ;;
esac

if [ "$kind" = application ]; then
  set -- -jar "$jar" "$@"
else
  # Past the framework's way in, which few commands need.
  tuning="$tuning -Djava.util.logging.manager=org.jboss.logmanager.LogManager"
  set -- -cp "$jar" dev.lerwq.Main "$@"
fi
# shellcheck disable=SC2086 # options are words
exec "$java" $tuning ${archive_option:+"$archive_option"} ${LERWQ_JAVA_OPTS:-} "$@"
