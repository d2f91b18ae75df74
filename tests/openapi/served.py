"""A simulator of its own for a script: the given binary, in memory, on a free port."""

import contextlib
import subprocess


@contextlib.contextmanager
def served(binary, *more):
    """The base URL of a running simulator, which ends with the block and must not have ended before."""
    options = ["--listen", "127.0.0.1:0", "--database", "sqlite::memory:", "--log-level", "warn", *more]
    with subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().removeprefix("ready on ").strip()
            assert process.poll() is None, "the simulator has ended by itself"
        finally:
            process.terminate()
