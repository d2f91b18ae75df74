"""Generates a Python client from the OpenAPI document and tells the whole story with it.

    python story.py target/debug/beian-sim target/openapi-client

The client is made from what the simulator serves, written to the folder and installed beside this
interpreter. A warning of the generator is a failure: it would mean an operation that no client gets.
"""

import pathlib
import subprocess
import sys

from served import served

HERE = pathlib.Path(__file__).parent


def install(base, folder):
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    where = ["--url", f"{base}/openapi.json", "--config", HERE / "client.json"]
    subprocess.run(
        [*generate, *where, "--meta", "setup", "--overwrite", "--output-path", folder], check=True
    )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--force-reinstall", folder], check=True)


def main(binary, folder):
    token = "nobody-else"
    with served(binary, "--control-token", token) as base:
        install(base, pathlib.Path(folder))
        # Not before it is installed.
        import told

        told.tell(base, token)


if __name__ == "__main__":
    main(*sys.argv[1:])
