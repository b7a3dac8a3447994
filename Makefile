# Every target does its own set-up. ONNX Runtime comes from the Python package `onnxruntime`, put into .runtime/.
PYTHON ?= python3
RUNTIME := $(CURDIR)/.runtime/onnxruntime/capi
VENV := $(CURDIR)/.venv
export LAMAP_ONNXRUNTIME := $(RUNTIME)

.PHONY: demo test check rust-test python-test java-native java-test bench header figures clean

demo: .runtime/done
	cargo build --release --bin lamap
	target/release/lamap demo --output demo
	cp demo/demo.png demo.png

test: check rust-test python-test java-test

check:
	cargo fmt -- --check
	cargo clippy --all-targets -- -D warnings
	cargo build --no-default-features
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib

rust-test: .runtime/done
	cargo test

# The package as users install it; the training pipeline uses the library inside.
python-test: .venv/done .runtime/done
	PATH="$(VENV)/bin:$$PATH" pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
		--force-reinstall ./bindings/python
	cargo build --bin lamap
	LAMAP_PROGRAM=$(CURDIR)/target/debug/lamap $(VENV)/bin/python -m pytest -q bindings/python/tests
	LAMAP_LIBRARY=$$(echo $(VENV)/lib/python3*/site-packages/lamap/_native/*.so) \
		$(VENV)/bin/python -m pytest -q training/tests

# The native library of the Java classes, where Maven packs it: natives/<platform>/ as the SciJava loaders name it.
JAVA_NATIVES := bindings/java/target/natives/natives
java-native:
	cargo build --release --package lamap-jni
	mkdir -p $(JAVA_NATIVES)/linux_64
	cp target/release/liblamap_jni.so $(JAVA_NATIVES)/linux_64/

java-test: java-native .runtime/done
	cargo clippy --release --package lamap-jni -- -D warnings
	mvn -q -B -f bindings/java/pom.xml install
	cargo build --bin lamap
	LAMAP_PROGRAM=$(CURDIR)/target/debug/lamap mvn -q -B -f plugins/fiji/pom.xml verify
	@if command -v Xvfb >/dev/null && command -v openbox >/dev/null; then plugins/fiji/src/test/gui/gui.sh; \
		else echo "no Xvfb or no openbox: the windows of the Fiji plugin are not tested"; fi

bench: .runtime/done
	cargo bench

header:
	LAMAP_BLESS=1 cargo test --test abi header

# the pictures of docs/virtual-ablation.md
figures:
	cargo build --release --bin lamap
	target/release/lamap plan --preset seed-2019 --figure docs/images/plan-fast.png --overwrite
	target/release/lamap plan --conditions docs/classic.toml --figure docs/images/plan-classic.png --overwrite

.runtime/done:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .runtime "onnxruntime>=1.19"
	touch $@

.venv/done: training/pyproject.toml bindings/python/pyproject.toml
	$(PYTHON) -m venv .venv
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable "training[test]" \
		"maturin>=1.9,<2" "cffi>=1.16" "xarray>=2023.1" "dask[array]>=2023.1"
	touch $@

clean:
	rm -rf target .runtime .venv demo demo.png
