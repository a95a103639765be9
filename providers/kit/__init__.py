"""What the project's own providers share: the protocol's side, the network's side, and the contract between them."""
