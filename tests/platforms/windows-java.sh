#!/usr/bin/env bash
# Runs the tests of the Java classes on a Windows JVM under Wine: windows-java.sh WINDOWS_RELEASE JAVA_EXE. Needs Maven and a JDK for the
# classes, and what wine.sh needs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
release=$(realpath "$1") java=$(realpath "$2")
. "$here/wine.sh"
classes=$prefix/classes
mkdir -p "$prefix/natives/natives/windows_64" "$classes"
cp "$release/lamap_jni.dll" "$prefix/natives/natives/windows_64/"
python3 "$here/../../sdk/notices.py" lamap-jni "$prefix/natives/META-INF" x86_64-pc-windows-gnu
console=1.13.4
mvn -q -B -f "$here/../../bindings/java/pom.xml" -Dnatives="$prefix/natives" test-compile \
	dependency:build-classpath -Dmdep.outputFile="$prefix/classpath" \
	dependency:get -Dartifact=org.junit.platform:junit-platform-console-standalone:$console
javac --release 11 -d "$classes" "$here/WineRandom.java"
printf 'security.provider.1=WineRandom\nsecurity.provider.2=SUN\n' >"$prefix/java.security"
target=$here/../../bindings/java/target
repository=$(sed 's|/org/junit/.*||; s|/com/microsoft/.*||; s|.*:||' "$prefix/classpath" | head -1)
path=$classes:$target/test-classes:$target/classes:$(grep -o '[^:]*onnxruntime-[^:]*\.jar' "$prefix/classpath")
jar=$repository/org/junit/platform/junit-platform-console-standalone/$console/junit-platform-console-standalone-$console.jar
cd "$here/../../bindings/java" # where Maven runs them
# Wine holds files of a process that has ended for a while: temporary folders are left to the removal of the prefix
LAMAP_PROGRAM=$release/lamap.exe "$wine" "$java" -Djava.security.properties="$prefix/java.security" -Xcheck:jni -Xms512m -Xmx512m \
	-XX:+AlwaysPreTouch -cp "$jar;${path//:/;}" org.junit.platform.console.ConsoleLauncher execute \
	--scan-class-path "$target/test-classes" --disable-banner --details=tree \
	--config=junit.jupiter.tempdir.cleanup.mode.default=NEVER 2>&1 | grep -v 'process group affinity'
