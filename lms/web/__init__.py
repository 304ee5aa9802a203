"""What all pages share: routing with default deny, forms, filters, errors, charts, templates, the look."""
