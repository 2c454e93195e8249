#!/usr/bin/env bash
# Checks an OpenCL device, measures it and prints a Markdown table; under 8 minutes on a GPU. Builds nothing.
#
#   benchmarks/gpu.sh                     the first GPU, beside PyTorch where python3 has it
#   benchmarks/gpu.sh --tune              searches tile sizes first, and keeps them
#   benchmarks/gpu.sh --device 0 --small  a rehearsal on a CPU device, such as PoCL
#
# It needs a Java 25 (JAVA_HOME or the path) and the jars: those of CP, a class path, else those that
# `mvn -DskipTests package` left under benchmarks/target. docs/opencl.md tells how to prepare a bare machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
class_path=${CP:-$here/target/classes:$here/target/lib/*}
if [ -z "${CP:-}" ] && [ ! -d "$here/target/lib" ]; then
    echo "gpu.sh: there is no benchmarks/target/lib: run mvn -DskipTests package first, or set CP to the jars" >&2
    exit 2
fi
peer=()
if command -v python3 >/dev/null; then
    peer=(--peer "$here/gpu_peer.py")
fi
# Keeps the signals of the JVM from an OpenCL compiler that has handlers of its own.
signals=$(dirname "$(readlink -f "$(command -v "$java")")")/../lib/libjsig.so
if [ -f "$signals" ]; then
    export LD_PRELOAD=$signals${LD_PRELOAD:+:$LD_PRELOAD}
fi
exec "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx10g -cp "$class_path" \
    salty.benchmarks.GpuReport "${peer[@]}" "$@"
