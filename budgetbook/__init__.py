"""The library of *How to Read a Bureau's Budget*."""
