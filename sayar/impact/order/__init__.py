"""Proof of order: is each surface served whatever order the engine chooses within one update, one failure included?"""
