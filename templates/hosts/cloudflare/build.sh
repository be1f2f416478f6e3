#!/bin/sh
# What Cloudflare Pages runs to build the site. It runs anywhere else, too.
set -eu

# Everything is made elsewhere and moved in when it is whole: a build never writes into content.
made=$(mktemp -d)
python3 -m venv "$made/trifold"
"$made/trifold/bin/pip" install --quiet --requirement requirements.txt
"$made/trifold/bin/trifold" build "$made/site@BASE@"

@LIFT@rm -rf public
mv "$made/site" public
