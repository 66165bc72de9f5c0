# SPDX-License-Identifier: AGPL-3.0-or-later
# The pages, which mpabx-portal serves: TypeScript through Vite into portal/pages of the build, by portal/build.
PORTAL_PAGES = $(shell cd $(top_srcdir)/portal && find src public -type f ! -name schema.d.ts | sed 's,^,$(top_srcdir)/portal/,') \
	$(top_srcdir)/portal/index.html $(top_srcdir)/portal/package-lock.json $(top_srcdir)/portal/package.json \
	$(top_srcdir)/portal/tsconfig.json $(top_srcdir)/portal/vite.config.ts $(top_srcdir)/portal/build

dist_pkgdata_DATA = portal/openapi.yaml

.PHONY: clean-pages install-pages uninstall-pages
if PAGES
all-local: portal/pages.stamp
portal/pages.stamp: $(PORTAL_PAGES)
	$(AM_V_GEN)$(top_srcdir)/portal/build "$$(cd $(top_srcdir)/portal && pwd)" "$$(mkdir -p portal && cd portal && pwd)" && touch $@

pagesdir = $(pkgdatadir)/pages
install-pages: portal/pages.stamp
	$(MKDIR_P) "$(DESTDIR)$(pagesdir)"
	cp -R portal/pages/. "$(DESTDIR)$(pagesdir)"
uninstall-pages:
	rm -rf "$(DESTDIR)$(pagesdir)"
clean-pages:
	rm -rf portal/tree portal/pages portal/pages.stamp portal/lock
endif
