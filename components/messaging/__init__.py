"""Messages between services: the broker, its topics and who may use them."""
