"""Persons, their employments with dates, and the accounts with which some of them sign in."""
