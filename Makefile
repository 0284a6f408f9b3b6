# `make demo` and `make test` make their own environment; nothing has to be installed before.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

LOWEST := .venv-lowest
# What depends on other packages, by the ways that users go: HTTP, the commands, the fixtures, whole programs.
LOWEST_TESTS := tests/api/test_lists.py tests/api/test_retries.py $(wildcard tests/commands/test_*.py) tests/plugin \
	tests/end_to_end/test_golden_states.py tests/end_to_end/test_programs.py

# What users write, in strict types. The others: see [tool.pyright].
TYPED := tests/typed/program.py $(filter-out examples/component/consumer/% examples/policy/%, \
	$(wildcard examples/*.py examples/*/*.py examples/component/*/*.py))

.PHONY: venv demo test test-lowest lint generate conformance contract soak bench package site findings clean

venv: $(VENV)/.made

demo: $(VENV)/.made
	$(BIN)/python examples/demo.py

test: $(VENV)/.made lint
	$(BIN)/python -m compileall -q provider  # the programs of the tests write no bytecode
	$(BIN)/pytest -n auto --dist worksteal

test-lowest: $(LOWEST)/.made
	$(LOWEST)/bin/pytest -n auto --dist worksteal $(LOWEST_TESTS)

lint: $(VENV)/.made
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy generate
	for program in $(TYPED); do $(BIN)/mypy $$program || exit 1; done
	$(BIN)/pyright --pythonpath $(BIN)/python

generate: $(VENV)/.made
	$(BIN)/python generate

conformance: $(VENV)/.made
	$(BIN)/python tests/local/conformance/record.py

# Asks a real organization, that of EDGEGAP_API_TOKEN; it changes nothing without WRITE=1.
contract: $(VENV)/.made
	PYTHONPATH=tests $(BIN)/python -m contract

soak: $(VENV)/.made
	$(BIN)/python bench/soak.py

bench: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python bench/performance.py --write
	$(BIN)/python bench/faces.py --write

package: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --group package
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*

site: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --group site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# A finding exits with 77 if it needs the Pulumi CLI and there is none.
findings:
	failed=; for finding in findings/*.sh; do echo "== $$finding"; $$finding || [ $$? = 77 ] || failed="$$failed $$finding"; done; \
		[ -z "$$failed" ] || { echo "Not as it was seen before:$$failed"; exit 1; }

$(VENV)/.made: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[testing]" --group dev
	touch $@

$(LOWEST)/.made: pyproject.toml
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet uv
	$(LOWEST)/bin/python -m uv pip install --quiet --python $(LOWEST) --resolution lowest-direct \
		--editable ".[testing]" --group lowest
	touch $@

clean:
	find examples -name .venv -type l -delete
	rm -rf $(VENV) $(LOWEST) site .mypy_cache .pytest_cache .ruff_cache .hypothesis
