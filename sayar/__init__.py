"""The tool around the program: forecasts, reports, and the real engine."""
