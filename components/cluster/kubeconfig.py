"""How the Kubernetes provider reaches a cluster, as text: an address, a certificate, and a command for each token."""

from __future__ import annotations

import json

CONTEXT = "cluster"
"""The one entry of each kind; nobody reads the name."""


def kubeconfig(*, cluster: str, endpoint: str, authority: str, region: str, role_arn: str) -> str:
    """The kubeconfig of `cluster` as JSON, which is YAML too, in a stable order.

    `endpoint` is the address of the API server, `authority` its certificate authority in base64, `region` AWS's name,
    `role_arn` the role that the command takes for a token. The token lives a quarter of an hour and is never written:
    the text holds no secret, so it stays readable in previews. The AWS CLI must be on the runner's path.
    """
    arguments = ["eks", "get-token", "--cluster-name", cluster, "--region", region, "--role-arn", role_arn]
    command = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": [*arguments, "--output", "json"],
        # A prompt would wait for ever in a pipeline.
        "interactiveMode": "Never",
    }
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CONTEXT, "cluster": {"server": endpoint, "certificate-authority-data": authority}}],
        "users": [{"name": CONTEXT, "user": {"exec": command}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }
    return json.dumps(document, sort_keys=True)
