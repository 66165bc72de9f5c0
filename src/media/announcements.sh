#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# announcements.sh TEXTS FOLDER: speaks every announcement in French and English, and the numbers 1 to 50 for positions.
set -eu
texts=$1 folder=$2
mkdir -p "$folder/fr" "$folder/en"

say() { # VOICE FILE TEXT: a little slower than espeak-ng's own pace, as telephones need it
	espeak-ng -v "$1" -s 150 -w "$2.new" -- "$3"
	mv "$2.new" "$2"
}

grep -v -e '^#' -e '^$' "$texts" | while IFS='|' read -r name fr en; do
	say fr "$folder/fr/$name.wav" "$fr"
	say en "$folder/en/$name.wav" "$en"
done
number=1
while [ $number -le 50 ]; do
	say fr "$folder/fr/$number.wav" "$number"
	say en "$folder/en/$number.wav" "$number"
	number=$((number + 1))
done
