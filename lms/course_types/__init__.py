"""What is taught, as course types tell it: the courses, the pages that types bring, and which types are installed."""
