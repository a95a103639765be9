"""Settings of the whole suite."""

from hypothesis import settings

# The machines of CI are shared: how long one example takes says nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
