# SPDX-License-Identifier: AGPL-3.0-or-later
# Turns db/NNNN_name.sql, given in order, into the array that migrate.c runs. Any awk will do.
function base(path) { sub(/.*\//, "", path); sub(/\.sql$/, "", path); return path }
BEGIN {
	print "/* Made by migrations.awk from db/: do not edit. */"
	print "#include \"migrate.h\"\n"
	print "const struct store_migration store_migrations[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = base(FILENAME)
	printf "\t{ %d, \"%s\",\n", substr(name, 1, 4), substr(name, 6)
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	printf "\t\"%s\\n\"\n", $0
}
END {
	if (NR)
		print "\t},"
	print "\t{ 0, 0, 0 }\n};"
}
