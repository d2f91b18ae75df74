"""Reads the CI files the way their services do, as far as that can be known here:

    python check.py github-actions.yml gitlab-ci.yml

valid YAML without a key given twice, jobs with something to run, each script with right syntax, and
nothing named in this repository that is not there.
"""

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


class Loader(yaml.SafeLoader):
    """Refuses a mapping that has a key twice, which YAML forbids and the package lets through."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"twice: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


def github(content):
    """The scripts of a workflow."""
    # YAML 1.1 reads the key `on` as true.
    assert {"name", True, "jobs"} == content.keys(), content.keys()
    for job in content["jobs"].values():
        assert job["runs-on"] and job["steps"]
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step), step
            if "run" in step:
                yield step["run"]


def gitlab(content):
    """The scripts of a pipeline."""
    for job in content.values():
        for part in ("before_script", "script", "after_script"):
            assert all(isinstance(line, str) for line in job[part]), job[part]
            yield "\n".join(job[part])


def check(script):
    """Checks one script's syntax, and that the files of this repository which it names exist."""
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    for named in re.findall(r"beian-sim/([\w./-]+)", script):
        assert (ROOT / named).exists(), f"{named} is named and does not exist"


def main():
    for name in sys.argv[1:]:
        content = yaml.load(Path(name).read_text(encoding="utf-8"), Loader)
        scripts = list(github(content) if "jobs" in content else gitlab(content))
        for script in scripts:
            check(script)
        assert any("docker compose" in script for script in scripts), f"{name} starts nothing"
        print(f"{name}: {len(scripts)} scripts")


main()
