# The commands of daily work. `make help` lists them.

PREFIX ?= /usr/local
DESTDIR ?=
CONFIGURATION ?= debug

BUILT := .build/$(CONFIGURATION)
RELEASE_FLAGS := --configuration release --static-swift-stdlib
SOURCES := Package.swift Sources Tests Plugins Benchmarks/Package.swift Benchmarks/Sources

# The toolchain's caches stay in the clone too, so that removing it removes everything.
export XDG_CACHE_HOME := $(CURDIR)/.build/cache
export XDG_DATA_HOME := $(CURDIR)/.build/data

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what is missing of the C libraries and programs.
	@scripts/setup

.PHONY: build
build: setup ## Build everything.
	swift build

.PHONY: plugins
plugins: build ## Build the plugins, under the names by which kubectl finds them, in .build/kubectl-plugins.
	@scripts/link-plugins "$(BUILT)" .build/kubectl-plugins

.PHONY: demo
demo: plugins ## Deliver the example in a sandbox, and verify it.
	@PATH="$(CURDIR)/.build/kubectl-plugins:$$PATH" "$(BUILT)/carvel-sandbox" run -- scripts/demo "$(CURDIR)/Examples"

.PHONY: test
test: plugins ## Run all tests.
	swift test

.PHONY: format
format: ## Format all Swift files.
	swift format --in-place --recursive --parallel $(wildcard $(SOURCES))

.PHONY: lint
lint: ## Check the format of all Swift files.
	swift format lint --strict --recursive --parallel $(wildcard $(SOURCES))

GENERATE := swift package --allow-writing-to-package-directory generate-artifacts

.PHONY: artifacts
artifacts: setup ## Write the manual pages anew.
	$(GENERATE)

.PHONY: check-artifacts
check-artifacts: setup ## Check that the manual pages are up to date.
	$(GENERATE) --check

.PHONY: benchmarks
benchmarks: setup ## Build for release, and compare with kubectl and curl.
	swift build $(RELEASE_FLAGS)
	swift run --package-path Benchmarks carvel-benchmarks --bin-path "$$(swift build $(RELEASE_FLAGS) --show-bin-path)"

.PHONY: check-benchmarks
check-benchmarks: build ## Check that the benchmarks run; their figures don't count.
	swift run --package-path Benchmarks carvel-benchmarks --bin-path "$(CURDIR)/$(BUILT)" --runs 1 --sizes 20 --report-only

.PHONY: install
install: setup ## Build for release and install the plugins and the sandbox below PREFIX.
	swift build $(RELEASE_FLAGS)
	@scripts/install "$$(swift build $(RELEASE_FLAGS) --show-bin-path)" "$(DESTDIR)$(PREFIX)"

.PHONY: uninstall
uninstall: ## Remove what install put below PREFIX.
	@scripts/install --remove "$(DESTDIR)$(PREFIX)"
