"""Documents as people read them: text for a terminal, Markdown for a pull request, JSON for programs."""
