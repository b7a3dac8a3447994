# A Wine of its own, for other scripts to source: sets `wine`, and removes its folder when the script ends.
wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64)
prefix=$(mktemp -d)
# its server still writes for a while after the last program
trap 'wineserver -k 2>/dev/null || true; sleep 2; rm -rf "$prefix" || { sleep 10; rm -rf "$prefix"; }' EXIT
export WINEPREFIX=$prefix WINEDEBUG=-all
"$wine" wineboot --init >/dev/null 2>&1 || true
system=$WINEPREFIX/drive_c/windows/system32
# Wine 8 lacks what Rust's random numbers call
[ -e "$system/bcryptprimitives.dll" ] || x86_64-w64-mingw32-gcc-posix -shared -o "$system/bcryptprimitives.dll" \
	"$(dirname "${BASH_SOURCE[0]}")/processprng.c" -ladvapi32
