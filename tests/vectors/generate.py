#!/usr/bin/env python3
"""Writes the vectors of this folder with an implementation of its own: Python's hmac, hashlib and base64.

So a vector is never the project's own output: where this program and the Rust core disagree, one of them has left the
contract. The cases themselves are in `cases/`, one module per file of vectors; keys, times and ids are constants, so
that every run writes the same bytes.

    python3 tests/vectors/generate.py            writes the files
    python3 tests/vectors/generate.py --check    exits with 1 when a file is not what it would write
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True

from cases import answers, cursors, hmac_rfc4231, hthmac, key_sets, queries, sessions, tags, webhooks  # noqa: E402

FOLDER = pathlib.Path(__file__).parent
FILES = {
    "hmac-rfc4231.json": hmac_rfc4231,
    "hthmac.json": hthmac,
    "session-tokens.json": sessions,
    "key-sets.json": key_sets,
    "webhooks.json": webhooks,
    "cursors.json": cursors,
    "queries.json": queries,
    "tags.json": tags,
    "answers.json": answers,
}


def text(module):
    """The file: what it is about, what its cases share, then one case a line."""

    def line(value):
        return json.dumps(value, ensure_ascii=False)

    cases = module.cases()
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names)), f"{module.__name__}: two cases have one name"
    assert all(case["source"] for case in cases), f"{module.__name__}: a case has no source"
    head = {"about": " ".join(module.__doc__.split()), **getattr(module, "SHARED", {})}
    lines = [f"  {line(name)}: {line(value)}," for name, value in head.items()]
    body = ",\n".join(f"    {line(case)}" for case in cases)
    return "{\n" + "\n".join(lines) + '\n  "cases": [\n' + body + "\n  ]\n}\n"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: generate.py [--check]")
    stale = []
    for name, module in FILES.items():
        path, wanted = FOLDER / name, text(module)
        if sys.argv[1:]:
            if not path.exists() or path.read_text("utf-8") != wanted:
                stale.append(name)
        else:
            path.write_text(wanted, "utf-8")
    if stale:
        sys.exit(f"not what generate.py writes: {', '.join(stale)}; repair with: python3 tests/vectors/generate.py")


if __name__ == "__main__":
    main()
