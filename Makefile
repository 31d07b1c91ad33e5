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
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-23s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

.PHONY: sandbox
sandbox: plugins ## Open a shell in a sandbox, with the plugins; it ends with the shell.
	@PATH="$(CURDIR)/.build/kubectl-plugins:$$PATH" carvel-sandbox run -- "$${SHELL:-bash}"

# Each of these tests runs servers and programs.
FEW_AT_A_TIME := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6

.PHONY: test
test: plugins ## Run all tests.
	@scripts/setup --tests
	swift build --build-tests
	@# In parts, and a few at a time: all at once would hold each other up beyond their time limits.
	swift test --skip-build --skip 'SandboxTests|EndToEndTests'
	$(FEW_AT_A_TIME) swift test --skip-build --filter SandboxTests
	$(FEW_AT_A_TIME) swift test --skip-build --filter EndToEndTests

.PHONY: check-docs
check-docs: build ## Run the commands of README and docs in sandboxes, and compare what they print.
	@scripts/setup --tests
	@scripts/check-docs

.PHONY: format
format: ## Format all Swift files.
	swift format --in-place --recursive --parallel $(wildcard $(SOURCES))

.PHONY: lint
lint: ## Check the format of all Swift files.
	swift format lint --strict --recursive --parallel $(wildcard $(SOURCES))

GENERATE := swift package --allow-writing-to-package-directory generate-artifacts

.PHONY: artifacts
artifacts: setup ## Write the manual pages and the completion files anew.
	$(GENERATE)

.PHONY: check-artifacts
check-artifacts: setup ## Check that the manual pages and the completion files are up to date.
	$(GENERATE) --check

# What --version says of the commit; only these builds are told, so that no other is made anew for each commit.
.PHONY: release
release: setup ## Build for release, with the Swift runtime inside.
	CARVEL_COMMIT="$$(scripts/build-commit)" swift build $(RELEASE_FLAGS)

RELEASE_BUILT = $$(swift build $(RELEASE_FLAGS) --show-bin-path)

# It runs a program that measures, which is built beside it.
RUN_BENCHMARKS := swift build --package-path Benchmarks && swift run --package-path Benchmarks carvel-benchmarks

.PHONY: benchmarks
benchmarks: release ## Build for release, and compare with kubectl and curl.
	$(RUN_BENCHMARKS) --bin-path "$(RELEASE_BUILT)"

.PHONY: check-benchmarks
check-benchmarks: build ## Check that the benchmarks run; their figures don't count.
	$(RUN_BENCHMARKS) --bin-path "$(CURDIR)/$(BUILT)" --runs 1 --sizes 20 --packages 3 --clusters 2 \
		--verified-packages 4 --verified-clusters 3 --report-only

.PHONY: install
install: release ## Build for release and install everything below PREFIX.
	@DESTDIR="$(DESTDIR)" scripts/install "$(RELEASE_BUILT)" "$(PREFIX)"

.PHONY: uninstall
uninstall: ## Remove what install put below PREFIX.
	@DESTDIR="$(DESTDIR)" scripts/install --remove "$(PREFIX)"

.PHONY: install-flux-plugins
install-flux-plugins: ## Let flux run the plugins that are installed below PREFIX.
	@scripts/install-flux-plugins "$(PREFIX)/bin"

.PHONY: uninstall-flux-plugins
uninstall-flux-plugins: ## Take back what install-flux-plugins did.
	@scripts/install-flux-plugins --remove

VERSION := $(shell sed -n 's/.*current = "\(.*\)"/\1/p' Sources/CarvelCore/Version.swift)

.PHONY: dist
dist: release ## Make a release's archives and Debian package in .build/dist.
	@scripts/dist "$(RELEASE_BUILT)" "$(VERSION)" .build/dist

.PHONY: check-dist
check-dist: ## Install what is in .build/dist on a clean Debian (as root), try it in new shells, and take it away again.
	@scripts/check-install .build/dist

.PHONY: release-manifests
release-manifests: ## Write the entries for krew and flux of the archives in .build/dist, to be found below RELEASE_URL.
	@scripts/release-manifests "$(VERSION)" .build/dist "$(RELEASE_URL)"
