# Every target does its own set-up. ONNX Runtime comes from the Python package `onnxruntime`, put into .runtime/.
PYTHON ?= python3
RUNTIME := $(CURDIR)/.runtime/onnxruntime/capi
VENV := $(CURDIR)/.venv
export LAMAP_ONNXRUNTIME := $(RUNTIME)

.PHONY: demo test check rust-test python-test bench header figures clean

demo: .runtime/done
	cargo build --release --bin lamap
	target/release/lamap demo --output demo
	cp demo/demo.png demo.png

test: check rust-test python-test

check:
	cargo fmt -- --check
	cargo clippy --all-targets -- -D warnings
	cargo build --no-default-features
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib

rust-test: .runtime/done
	cargo test

python-test: .venv/done .runtime/done
	cargo build --release --lib
	LAMAP_LIBRARY=$(CURDIR)/target/release/liblamap.so $(VENV)/bin/python -m pytest -q training/tests

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

.venv/done: training/pyproject.toml
	$(PYTHON) -m venv .venv
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable "training[test]"
	touch $@

clean:
	rm -rf target .runtime .venv demo demo.png
