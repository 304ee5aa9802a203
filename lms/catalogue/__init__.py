"""Competences (what a certificate attests) and the courses that lead to them."""
