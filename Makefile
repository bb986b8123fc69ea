# Kefu: the everyday commands. `make chat` and `make test` install what they lack.
.DEFAULT_GOAL := help
KB ?= KnowledgeBase/ecommerce-zh
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: help chat test screenshots format lint docs man install setup

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: setup ## Talk with the shipped knowledge base (KB=dir for another)
	@swift build --configuration release --product kefu
	@.build/release/kefu train --if-needed --kb "$(KB)"
	@.build/release/kefu chat --kb "$(KB)"

test: setup ## Build and run every test, and check the shipped knowledge bases
	Scripts/test

screenshots: setup ## Make pictures of each page under ./screenshots
	@Scripts/screenshots

format: ## Lay out all Swift files
	git ls-files '*.swift' | xargs swift format --in-place --parallel

lint: ## Complain about layout
	git ls-files '*.swift' | xargs swift format lint --strict --parallel

docs: setup ## Make the documentation pages under ./docs
	@mkdir -p docs
	@for target in Kefu KefuText KefuKnowledge KefuExchange KefuMatching KefuDialogue \
	  KefuEvaluation KefuWire KefuStore KefuStatistics KefuDesk KefuHub KefuServer; do \
	  swift package --allow-writing-to-directory ./docs generate-documentation \
	    --target $$target --output-path ./docs/$$target || exit 1; done

man: setup ## Make the manual pages under ./docs/man
	@swift build --configuration release --product kefu
	@.build/release/kefu manual docs/man

install: setup ## Install kefu, its manual and completions under PREFIX (/usr/local)
	@Scripts/install "$(PREFIX)" "$(DESTDIR)"

setup:
	@Scripts/setup
