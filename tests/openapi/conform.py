"""Holds a running simulator against its own OpenAPI document, with requests that schemathesis invents.

    python conform.py target/debug/beian-sim

No answer may be one that the document does not allow, and none a 5xx. What is invented, and how much
of it, is in schemathesis.toml; the seed there makes one run like another.
"""

import pathlib
import subprocess
import sys

from served import served

HERE = pathlib.Path(__file__).parent


def main(binary):
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml"]
    with served(binary) as base:
        ended = subprocess.run([*command, "run", f"{base}/openapi.json"], check=False)
    sys.exit(ended.returncode)


if __name__ == "__main__":
    main(sys.argv[1])
