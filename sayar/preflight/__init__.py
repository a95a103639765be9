"""What a real account still lacks, and the first file of an environment."""
