"""Holds a running simulator against its own OpenAPI document, with requests that schemathesis invents.

    python conform.py target/debug/beian-sim

No answer may be one that the document does not allow, and none a 5xx. What is invented, and how much
of it, is in schemathesis.toml: the same in every run.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

from served import served

HERE = pathlib.Path(__file__).resolve().parent


def main(binary):
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml"]
    # It leaves what it remembers where it runs.
    with served(binary) as base, tempfile.TemporaryDirectory() as folder:
        asked = [*command, "run", f"{base}/openapi.json"]
        paths = {**os.environ, "PYTHONPATH": str(HERE)}
        ended = subprocess.run(asked, check=False, cwd=folder, env=paths)
    sys.exit(ended.returncode)


if __name__ == "__main__":
    main(sys.argv[1])
