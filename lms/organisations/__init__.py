"""Regions, municipalities and organisations: a tree, who serves whom, and which organisation merged into which."""
