"""`sayar graph --manifests`: the document is as without it, and the folder is refused in one line."""

from pathlib import Path

import pytest

from sayar.cli import graph as command
from sayar.cli.failures import explain
from tests.cli.ran import sayar
from tests.graph.builders import graph
from tests.manifests.clusters import cluster, deployment, namespace, placed


def test_a_tier_without_a_cluster_writes_nothing_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    found = sayar("graph", "starter", "--manifests", str(folder))
    assert (found.code, found.out) == (0, sayar("graph", "starter").out)
    assert found.err == f"no Kubernetes objects: nothing is written to {folder}\n"
    assert not folder.exists()
    assert sayar("graph", "starter", "--manifests", str(folder), "--quiet").err == ""


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    found = sayar("graph", "starter", "--manifests", str(tmp_path / "out"))
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)


def test_objects_are_files_and_charts_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chart = placed("helm.sh/v3:Release", "keda", {"chart": "keda"})
    made = graph(cluster(), namespace("commerce"), deployment("api", namespace="commerce"), chart)
    command.write_manifests(made, tmp_path, quiet=False)
    found = sorted(path.name for path in (tmp_path / "cluster-us-east").iterdir())
    assert found == ["deployment-commerce-api.yaml", "namespace-commerce.yaml"]
    assert capsys.readouterr().err == "not among the manifests: cluster-us-east: Helm release keda\n"
    command.write_manifests(graph(), tmp_path, quiet=True)
    assert not (tmp_path / "cluster-us-east").exists(), "what an earlier run wrote is stale"


def test_what_cannot_be_written_is_an_input_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path, tmp_path / "file" / "below"):
        with pytest.raises(Exception, match=r"nothing was written|Not a directory") as caught:
            command.write_manifests(graph(namespace("a"), namespace("a", on="file")), folder, quiet=True)
        lines, code = explain(caught.value)  # type: ignore[arg-type]
        assert (len(lines), code) == (1, 2)
